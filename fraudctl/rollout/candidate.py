"""The strategy that is to be deployed: of a file whose examples hold, or the packaged default with its thresholds."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.rollout.trial.guards import Refusal
from fraudctl.stacks.target import Target
from fraudctl.strategy.checked import check_file
from fraudctl.strategy.results import ExampleResults, run_examples
from fraudctl.terminal.escaping import escape_invisible
from handlers.decision.strategy.document import canonical, parse_canonical
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled


def tested_file(file: Path) -> ExampleResults:
    """Return the strategy of a file with the result of its examples; without one where it has errors."""
    return run_examples(check_file(file))


def failed_examples(results: ExampleResults) -> list[Refusal]:
    """Return what the examples of a file say against deploying it."""
    if not results.failed:
        return []
    count = len(results.checked.examples)
    return [Refusal("examples", f"{results.failed} of {count} examples of {results.checked.source.name} fail")]


def pinned_default(target: Target) -> Strategy:
    """Return the packaged default with the thresholds written in by which the stack decides.

    Raises:
        CommandError: the stack says no threshold, or a file of this version is broken.
    """
    default, written = packaged_strategy(), str(target.exports["alert_threshold"])
    try:
        review = Decimal(written)
    except InvalidOperation:
        raise CommandError(f"the stack's output alert_threshold is no number: {escape_invisible(written)}") from None
    thresholds = {"review": review, "decline": max(review, default.thresholds.decline)}
    pinned = compiled({**parse_canonical(canonical(default.document)), "thresholds": thresholds})
    if isinstance(pinned, list):
        raise CommandError(f"the stack's output alert_threshold is no threshold: {pinned[0].message}")
    return pinned
