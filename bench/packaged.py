"""The strategy that is deployed with the functions, as their archive holds it, and the first one that ever was."""

from emulator.emulator import PROJECT
from fraudctl.strategy.checked import check_file
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy

IN_ARCHIVE = "strategies/default.json"
"""The file's path in the functions' archive."""


def packaged_strategy() -> Strategy:
    """Return the strategy that every stack begins with."""
    return _shipped("default.yaml")


def first_strategy() -> Strategy:
    """Return the first default: three rules that read nothing but the payment."""
    return _shipped("default-1.yaml")


def _shipped(name: str) -> Strategy:
    """Return a strategy of the project; raise ValueError if its file is broken."""
    checked = check_file(PROJECT / "strategies" / name)
    if checked.strategy is None:
        raise ValueError("; ".join(error.message for error in checked.errors))
    return checked.strategy


def packaged_json() -> bytes:
    """Return the canonical form of the packaged one."""
    return canonical(packaged_strategy().document)
