"""A payment of a stack with all that became of it, as one object: what `backtest` and `train` read, and the rest.

What they read stands where they look for it. The rest is the one field `exported`, which nothing reads again.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import UNSET, structs

from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.table_items import Row
from fraudctl.client.decision_facts import decision_features, degraded_words, stored_basis, strategy_of
from fraudctl.client.label import LABEL_FIELD, RECEIVED_FIELD
from fraudctl.client.row_facts import StoredRow
from fraudctl.client.told import told_decision
from fraudctl.profiles.history_line import DECLINED_FIELD, EXPORTED_FIELD
from handlers.aws.attributes import from_attributes
from handlers.contract.request import FIELDS

DECIDED = ("outcome", "fraud_score", "reasons", "tags", "undecided", "override", "scored_at", "alerted_at", "shadow")
REVIEWED = ("status", "opened_at", "claimed_at", "claimed_by", "decided_at", "decided_by", "final_outcome", "note")
"""Attributes of a score's and of a review's row, those of them that there are."""


class Rows(NamedTuple):
    """The items of one payment."""

    transaction: Row
    score: Row | None = None
    labels: Row | None = None
    review: Row | None = None


def joined(rows: Rows, payment: PastPayment) -> dict[str, Any]:
    """Return a payment with what was decided, what it was decided by, its review and its labels."""
    fields = _request_fields(payment)
    if payment.label:
        fields[LABEL_FIELD] = payment.label
    if payment.label_received is not None:
        # A payment may say that it comes from the future; its label does not come before it.
        fields[RECEIVED_FIELD] = max(payment.label_received, payment.transaction.timestamp)
    if payment.declined:
        fields[DECLINED_FIELD] = True
    return {**fields, EXPORTED_FIELD: exported(rows)}


def exported(rows: Rows) -> dict[str, Any]:
    """Return what became of a payment; what there is nothing of is left out."""
    own, told = from_attributes(rows.transaction), told_decision(rows.transaction)
    score = from_attributes(rows.score) if rows.score else None
    decided: StoredRow = score or (told.row if told else {})
    review = from_attributes(rows.review) if rows.review else {}
    history = from_attributes(rows.labels).get("history") if rows.labels else None
    found = {
        "received_at": own.get("created_at"),
        "answered": told.as_json() if told else None,
        "decision": _decision(decided),
        "features": decision_features(decided),
        "review": _some(review, REVIEWED),
        "labels": history,
    }
    return {name: value for name, value in found.items() if value}


def _request_fields(payment: PastPayment) -> dict[str, Any]:
    written = {name: value for name, value in structs.asdict(payment.transaction).items() if value is not UNSET}
    if metadata := written.get("metadata"):
        written["metadata"] = from_attributes(metadata)
    return {name: written[name] for name in FIELDS if name in written}


def _decision(decided: StoredRow) -> dict[str, Any]:
    found = _some(decided, DECIDED)
    if not found:
        return {}
    name, digest = strategy_of(decided)
    basis = stored_basis(decided)
    more = {
        "strategy": {"name": name, "digest": digest} if name or digest else None,
        "arm": basis.arm.name if basis.arm else None,
        "degraded": degraded_words(decided),
        "decided_at": basis.as_of or None,
        "answer": decided.get("override") or decided.get("outcome"),
    }
    return found | {name: value for name, value in more.items() if value}


def _some(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}
