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


def warned(*rules: str, more: str = "") -> list[tuple[int | None, str]]:
    """Return the line and the name of each warning on these rules, which have no errors."""
    found = checked(*rules, more=more)
    assert found.errors == ()
    return [(each.line, each.message.rpartition("[")[2].rstrip("]")) for each in found.warnings]


def strategy(*rules: str, more: str = "") -> Strategy:
    """Return the strategy of these rules, which has no errors."""
    found = checked(*rules, more=more)
    assert found.strategy, found.errors
    return found.strategy


CUSTOMER = '{"customer_id": "C-1"}'
"""A transaction of a customer."""

FILES = {
    "good": f"{HEAD}rules:\n{rule('night', 'hour < 6')}examples:\n  - {{transaction: {{}}, score: 0}}\n",
    "warned": f"{HEAD}rules:\n{rule('large', 'amount > 100')}",
    "broken": f"{HEAD}rules:\n{rule('night', 'huor < 6')}",
    "failing": f"{HEAD}rules:\n{rule('night', 'hour < 6')}examples:\n  - {{transaction: {{}}, score: 0.5}}\n",
    "features": f"{HEAD}rules:\n{rule('often', 'customer.count_1h > 5')}",
}
"""A file of each sort, by name."""
