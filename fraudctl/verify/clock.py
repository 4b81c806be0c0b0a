"""The clock of this machine beside AWS's: signatures and receipt times depend on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack

NOTICED, REFUSED = 5.0, 240.0
"""Seconds: beyond the first times on screen mislead, near 300 AWS refuses every signature."""


def clock_checks(stack: VerifiedStack, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[StackCheck]:
    """Yield the check of this machine's clock."""
    yield run_check("clock", "this machine's clock", lambda: _skew(stack, now))


def _skew(stack: VerifiedStack, now: Callable[[], datetime]) -> CheckResult:
    before = now()
    answer = stack.target.client("sts").get_caller_identity()
    after, said = now(), answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if said is None:
        return warning("AWS did not say its time", "compare the clock by hand")
    theirs = parsedate_to_datetime(said)  # whole seconds, of a moment between the two
    early, late = (before - theirs).total_seconds(), (after - theirs).total_seconds() - 1
    skew = max(0.0, early - 1, -late - 1)
    found = f"within {max(1, round(skew))} s of AWS's"
    if skew <= NOTICED:
        return ok(found)
    advice = "set the clock of this machine, by NTP as a rule"
    return warning(found, advice) if skew < REFUSED else failed(found, advice)
