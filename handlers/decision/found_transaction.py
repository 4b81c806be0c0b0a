"""The transaction of an id, of all rows under it: the one that was decided, or scored. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from handlers.contract.errors import Malformed, UnfitDecision
from handlers.contract.row_image import CLAIM, from_image
from handlers.contract.transaction import Transaction
from handlers.decision.settlement import SCORED_FIELDS
from handlers.decision.stored_decision import StoredDecision, decode

TypedRow = Mapping[str, Mapping[str, Any]]
"""A row in DynamoDB's types."""

Score = Mapping[str, Any]


class FoundTransaction(NamedTuple):
    """A transaction, what was decided on it, and those that raced it."""

    transaction: Transaction
    row: TypedRow
    decision: StoredDecision | None
    """As its row holds it; None where it came without."""
    score: Score | None
    """The row of the decision on it that Scoring wrote; None while there is none."""
    raced: Sequence[Transaction]
    """Others under the same id, which came at the same moment by another request."""


def found_transaction(rows: Iterable[TypedRow], score: Score | None) -> FoundTransaction | None:
    """Return the transaction that a request for a decision on the id is answered by; None if there is none.

    Rows that are no transactions, which others wrote, are left out.
    """
    known, claimed = list[tuple[Transaction, TypedRow]](), None
    for row in rows:
        if CLAIM in row:
            claimed = int(row[CLAIM]["N"])
            continue
        try:
            known.append((from_image(row), row))
        except Malformed:
            continue
    if not known:
        return None
    decisions = {at: decision for at, (each, _) in enumerate(known) if (decision := decision_in(each))}
    decided = next((known[at] for at in decisions), None)
    matching = [each for each in known if score and _is_scored(score, each[0])]
    scored = next((each for each in matching if score and score.get("timestamp") == each[0].timestamp), None)
    first = next((each for each in known if each[0].timestamp == claimed), known[0])
    transaction, row = decided or scored or next(iter(matching), first)
    return FoundTransaction(
        transaction,
        row,
        next(iter(decisions.values()), None),
        score if any(each is transaction for each, _ in matching) else None,
        [each for each, _ in known if each is not transaction],
    )


def decision_in(transaction: Transaction) -> StoredDecision | None:
    """Return the decision that came along with a transaction, if its row was not changed since."""
    if transaction.decision is UNSET:
        return None
    try:
        return decode(transaction.decision, transaction)
    except UnfitDecision:
        return None


def _is_scored(score: Score, transaction: Transaction) -> bool:
    """Return whether a score is of what the transaction holds, whichever of those that raced it was made for."""
    return "fraud_score" in score and all(score.get(name) == getattr(transaction, name) for name in SCORED_FIELDS)
