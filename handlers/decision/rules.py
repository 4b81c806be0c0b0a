"""The scoring rules: data, and the small functions that say when each fires."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from handlers.contract.invisible import without_invisible
from handlers.contract.transaction import Transaction

Condition = Callable[[Transaction], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Adds `weight` (0 to 1) to the score of a transaction that meets `condition`, for `reason`."""

    reason: str
    weight: Decimal
    condition: Condition


def amount_above(floor: int, *, to: int | None = None) -> Condition:
    """The amount is above `floor` and, where it is given, at most `to`."""
    return lambda transaction: transaction.amount > floor and (to is None or transaction.amount <= to)


def merchant_contains(*words: str) -> Condition:
    """The merchant's name, as a reader sees it, contains one of the words, in any case."""
    wanted = tuple(map(matchable, words))

    def contains(transaction: Transaction) -> bool:
        merchant = matchable(transaction.merchant)
        return any(word in merchant for word in wanted)

    return contains


def matchable(text: str) -> str:
    """Return the text without what nobody sees, in Unicode normal form KC, in no case: what text is matched by."""
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
