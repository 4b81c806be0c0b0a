"""The strategies that the stack decides by, read as its functions read them."""

from collections.abc import Iterator
from decimal import Decimal

from fraudctl.client.decision_facts import DIGEST_CHARACTERS
from fraudctl.rollout.running import RunningStrategies, running_strategies
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack


def strategy_checks(stack: VerifiedStack) -> Iterator[StackCheck]:
    """Yield the check of the strategies."""
    yield run_check("strategies", "what is decided by", lambda: _running(stack))


def _running(stack: VerifiedStack) -> CheckResult:
    running = running_strategies(DeployedStrategies.of(stack.target))
    if running.broken:
        reasons = "; ".join(f"{pointer}: {why}" for pointer, why in running.broken.items())
        return failed(reasons, "deploy it again from its file: `fraudctl strategy deploy`")
    found = ", ".join(
        f"{pointer} {each.name} ({each.digest[:DIGEST_CHARACTERS]})" for pointer, each in running.strategies.items()
    )
    if running.pointers.override:
        found += f"; every answer is overridden: {running.pointers.override}"
        return warning(found, "`fraudctl strategy override off` ends it, once the bad day is over")
    return ok(found)


def lowest_threshold(running: RunningStrategies, exported: str | None) -> Decimal:
    """Return the lowest score above which any of the strategies alerts, or the threshold that the stack exports."""
    named = [each.thresholds.review for each in running.strategies.values()]
    return min([*named, *([Decimal(exported)] if exported else [])], default=Decimal(0))
