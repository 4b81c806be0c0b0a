"""The strategy that is deployed with the functions: a file in their archive."""

from decimal import Decimal
from pathlib import Path

from handlers.contract.errors import BrokenStrategy
from handlers.decision.strategy.document import parse_canonical
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy

ARCHIVE = Path(__file__).parents[2]
"""The root of the functions' archive, in which the package `handlers` is."""


def packaged_strategy(file: str, alert_threshold: Decimal | None = None) -> Strategy:
    """Return the strategy in a file, whose path is relative to the archive's root or absolute.

    It alerts above the threshold, if there is one, instead of its own.

    Raises:
        BrokenStrategy: the file is no strategy; says what is wrong with it.
        OSError, ValueError: it cannot be read, or is no JSON.
    """
    loaded = load(parse_canonical((ARCHIVE / file).read_bytes()))
    if isinstance(loaded, list):
        raise BrokenStrategy(f"{file}: " + "; ".join(problem.message for problem in loaded))
    return loaded if alert_threshold is None else loaded.alerting_above(alert_threshold)
