"""Guards of a deployment: what a trial on stored decisions says that must not happen by a slip. Pure."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from fraudctl.rollout.trial.data_seen import NoData, read_alike
from fraudctl.rollout.trial.tally import Tally
from fraudctl.rollout.trial.trial import Trial
from handlers.decision.strategy.strategy import Strategy

Guard = Literal["examples", "sample", "alerts", "declines", "data"]
"""Names under which the record of a change says what was overridden."""

TIMES = 3
"""More than as many times more, or fewer, stops a deployment."""

LEAST_CHANGE = 10
"""Alerts or declines more, or fewer, below which chance may explain them: were each as likely to come as to go, ten
would come and none go once in 1,024 times."""


class Refusal(NamedTuple):
    """A guard that says no, in one sentence."""

    guard: Guard
    reason: str


def refusals(trial: Trial, active: Strategy | None) -> Iterator[Refusal]:
    """Yield what a trial says against putting its strategy live; nothing where nothing was decided yet."""
    tally = trial.tally
    before, after = tally.alerted(after=False), tally.alerted(after=True)
    yield from _of_number("alerts", before, after, tally)
    before, after = (tally.outcomes(after=each)["decline"] for each in (False, True))
    yield from _of_number("declines", before, after, tally)
    if new := [str(each) for each in trial.data.missing() if not _is_accepted(each, trial.strategy, active)]:
        first, *more = new
        rest = f", and {len(more)} more" if more else ""
        yield Refusal("data", f"there is no data for what it reads: {first}{rest}; as a shadow it would be read")


def accepted(trial: Trial, active: Strategy | None) -> list[str]:
    """Return the names of what has no data, and which the active strategy reads just so."""
    return [each.name for each in trial.data.missing() if _is_accepted(each, trial.strategy, active)]


def _is_accepted(missing: NoData, strategy: Strategy, active: Strategy | None) -> bool:
    return active is not None and read_alike(missing.name, strategy, active)


def _of_number(guard: Literal["alerts", "declines"], before: int, after: int, tally: Tally) -> Iterator[Refusal]:
    if abs(after - before) < LEAST_CHANGE:
        return
    times = "more than three times as many" if after > TIMES * before else ""
    times = "fewer than a third" if after * TIMES < before else times
    if times:
        yield Refusal(guard, f"{guard}: {after:,} instead of {before:,} of {tally.decided:,} decisions, {times}")
