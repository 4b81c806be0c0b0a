"""The strategy that is deployed with the functions, as their archive holds it."""

from emulator.emulator import PROJECT
from fraudctl.strategy.checked import check_file
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy

IN_ARCHIVE = "strategies/default.json"
"""The file's path in the functions' archive."""


def packaged_strategy() -> Strategy:
    """Return the strategy that every stack begins with; raise ValueError if its file is broken."""
    checked = check_file(PROJECT / "strategies" / "default.yaml")
    if checked.strategy is None:
        raise ValueError("; ".join(error.message for error in checked.errors))
    return checked.strategy


def packaged_json() -> bytes:
    """Return its canonical form."""
    return canonical(packaged_strategy().document)
