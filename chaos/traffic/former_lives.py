"""An id's life before its row went: which attempts were of it, and what profiles go on counting."""

from collections.abc import Mapping, Sequence
from typing import Any

from chaos.expiry_book import ExpiredLife
from chaos.former_payments import FormerPayment
from chaos.ledger import Attempt
from chaos.verdict.stored_times import milliseconds_of


def payments(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows that are no claims."""
    return [row for row in rows if "claimed_timestamp" not in row]


def is_former(attempt: Attempt, gone: float, born: float | None, *, offset: float) -> bool:
    """Return whether an attempt was answered by a row that is gone.

    One that was under way as the row went is of the one that followed, if that was there by its answer.
    """
    if attempt.sent >= gone:
        return False
    return born is None or (attempt.answered + offset) * 1000 < born


def former_payment(row: Mapping[str, Any], life: ExpiredLife) -> FormerPayment:
    """Return the payment of a row that is gone: profiles go on counting it."""
    attempt = next(each for each in life.attempts if each.acknowledged)
    return FormerPayment(
        fields=attempt.fields,
        time=int(row["timestamp"]),
        received=round(milliseconds_of(row["created_at"])),
        acknowledged=True,
        counted=life.score is not None,
    )
