"""The strategy that is deployed with the functions, as their archive holds it, and the first one that ever was."""

from emulator.emulator import PROJECT
from fraudctl.strategy.checked import check_file
from handlers.decision.strategy.document import canonical, parse_canonical
from handlers.decision.strategy.loading import load
from handlers.decision.strategy.strategy import Strategy, StrategyRule

IN_ARCHIVE = "strategies/default.json"
"""The file's path in the functions' archive."""


def packaged_strategy() -> Strategy:
    """Return the strategy that every stack begins with."""
    return _shipped("default.yaml")


def first_strategy() -> Strategy:
    """Return the first default: three rules that read nothing but the payment."""
    return _shipped("default-1.yaml")


def narrow_strategy() -> Strategy:
    """Return the packaged rules that read no more than customer, terminal, and attempts on a card."""
    packaged = packaged_strategy()
    written = parse_canonical(packaged_json())
    kept = {rule.code for rule in packaged.rules if _is_narrow(rule)}
    rules = [rule for rule in written["rules"] if rule["code"] in kept]
    strategy = load({**written, "entities": {"card": packaged.document["entities"]["card"]}, "rules": rules})
    if isinstance(strategy, list):
        raise ValueError("; ".join(problem.message for problem in strategy))  # noqa: TRY004 -- it is of the type that says so
    return strategy


def _is_narrow(rule: StrategyRule) -> bool:
    return all(
        "." not in read.name
        or read.name.partition(".")[0] in ("customer", "terminal")
        or read.name == "card.attempts_10m"
        for read in rule.reads
    )


def _shipped(name: str) -> Strategy:
    """Return a strategy of the project; raise ValueError if its file is broken."""
    checked = check_file(PROJECT / "strategies" / name)
    if checked.strategy is None:
        raise ValueError("; ".join(error.message for error in checked.errors))
    return checked.strategy


def packaged_json() -> bytes:
    """Return the canonical form of the packaged one."""
    return canonical(packaged_strategy().document)
