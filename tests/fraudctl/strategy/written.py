"""Strategies as a test writes them, in short."""

from fraudctl.strategy.checked import CheckedFile, check_text
from handlers.decision.strategy.strategy import Strategy

HEAD = "name: tried\nthresholds: {review: 0.8, decline: 0.95}\nseed_currencies: [USD, EUR]\n"


def rule(code: str, when: str, rest: str = "weight: 0.1") -> str:
    """Return a rule whose condition is in single quotes."""
    quoted = when.replace("'", "''")
    return f"  - code: {code}\n    when: '{quoted}'\n    {rest}\n"


def checked(*rules: str, more: str = "") -> CheckedFile:
    """Return the strategy of these rules, checked, with more fields after them."""
    return check_text(f"{HEAD}rules:\n{''.join(rules)}{more}", "tried.yaml")


def strategy(*rules: str, more: str = "") -> Strategy:
    """Return the strategy of these rules, which has no errors."""
    found = checked(*rules, more=more)
    assert found.strategy, found.errors
    return found.strategy
