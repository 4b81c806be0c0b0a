"""The scoring rules as data, and the small functions that say when each fires."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from handlers.contract.invisible import without_invisible
from handlers.contract.transaction import Transaction

RuleCondition = Callable[[Transaction], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A weight (0 to 1) that is added to the score of a transaction which meets the condition, for the reason."""

    reason: str
    weight: Decimal
    condition: RuleCondition


def amount_above(floor: int, *, to: int | None = None) -> RuleCondition:
    """Return a condition: the amount is above `floor` and, if given, at most `to`."""
    return lambda transaction: transaction.amount > floor and (to is None or transaction.amount <= to)


def merchant_contains(*words: str) -> RuleCondition:
    """Return a condition: the visible part of the merchant's name contains one of the words, in any case."""
    wanted = tuple(map(normalized, words))

    def contains(transaction: Transaction) -> bool:
        merchant = normalized(transaction.merchant)
        return any(word in merchant for word in wanted)

    return contains


def normalized(text: str) -> str:
    """Return the text for matching: without invisible characters, in Unicode normal form KC, case folded."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return unicodedata.normalize("NFKC", without_invisible(text)).casefold()


DEFAULT_RULES = (
    Rule(reason="amount_above_10000", weight=Decimal("0.5"), condition=amount_above(10_000)),
    Rule(reason="amount_above_5000", weight=Decimal("0.3"), condition=amount_above(5_000, to=10_000)),
    Rule(
        reason="suspicious_merchant",
        weight=Decimal("0.4"),
        condition=merchant_contains("unknown", "offshore", "crypto"),
    ),
)
