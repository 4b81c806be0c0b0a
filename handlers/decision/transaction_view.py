"""A transaction as it is read back: what came, what was decided and why, what people said of it since. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from handlers.contract.iso_time import iso_in, iso_time
from handlers.contract.request import FIELDS
from handlers.contract.row_image import received_at
from handlers.contract.transaction import milliseconds
from handlers.decision.answer import answer_in, answer_of, stored_basis
from handlers.decision.basis import Basis
from handlers.decision.entity.catalogue import BY_NUMBER
from handlers.decision.found_transaction import FoundTransaction
from handlers.decision.labelled_row import StatedLabel

RECEIPT = "created_at"

ATTRIBUTES = (*FIELDS, RECEIPT)
"""Attributes of a transaction's row that an answer has."""

LONGEST_UNSCORED = 29 * 86_400_000
"""Milliseconds in which a row may still get its score: a day in the stream, and fourteen in each of two queues. Every
stack keeps scores for longer."""

OF_DECISION = ("outcome", "score", "reasons", "tags", "strategy", "degraded", "model_score")
"""Fields that a decision has here as in the answer of POST /decisions."""


class Said(NamedTuple):
    """All that people said of a transaction."""

    labels: Iterable[StatedLabel] = ()
    """In the order in which they count: the last one does."""
    review: Mapping[str, Any] | None = None
    """As answers have it."""
    unreadable: tuple[str, ...] = ()
    """Words for rows that hold something else: nobody knows what was said there."""


def transaction_view(found: FoundTransaction, fields: Mapping[str, Any], said: Said, now: int) -> dict[str, Any]:
    """Return the answer.

    Args:
        found: The transaction, and its decision.
        fields: Those ATTRIBUTES of its row that there are, as plain values.
        said: The labels and the review.
        now: Epoch milliseconds.
    """
    decision, review = _decision_view(found), said.review
    is_expired = decision is None and now - _received(found) > LONGEST_UNSCORED
    return {
        "transaction": _transaction_view(fields),
        **({"decision": decision} if decision else {}),
        **({"expired": True} if is_expired else {}),
        **({"final_outcome": review["final_outcome"]} if review and "final_outcome" in review else {}),
        "labels": [_label_view(each) for each in said.labels],
        **({"review": review} if review else {}),
        **({"raced": sorted(each.timestamp for each in found.raced)} if found.raced else {}),
        **({"unreadable": said.unreadable} if said.unreadable else {}),
    }


def _transaction_view(fields: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: fields[name] for name in FIELDS if fields.get(name) is not None}
    received = iso_in(fields.get(RECEIPT))
    return {**shown, **({RECEIPT: received} if received else {})}


def _decision_view(found: FoundTransaction) -> dict[str, Any] | None:
    """Return the decision, from the transaction's row where it came along, else from its score; None without either."""
    stored, score = found.decision, found.score
    basis: Basis | None
    if stored:
        answer, basis, override, own = answer_of(stored), stored.basis, stored.override, stored.outcome
    elif score:
        answer, basis = answer_in(score, found.transaction.timestamp), stored_basis(score)
        override, own = score.get("override"), score.get("outcome", answer.outcome)
    else:
        return None
    body = answer.body
    return {
        **{name: body[name] for name in OF_DECISION if name in body},
        **({"override": override, "own_outcome": own} if override else {}),
        **(_basis_view(basis) if basis else {}),
        **({"scored_at": at} if score and (at := iso_in(score.get("scored_at"))) else {}),
    }


def _basis_view(basis: Basis) -> dict[str, Any]:
    """Return when and of what a decision was made; a feature that was absent is null."""
    features: dict[str, Any] = {}
    for kind in sorted({*basis.features, *basis.absent}):
        known = basis.features.get(kind, {})
        for number in sorted({*known, *basis.absent.get(kind, ())}):
            if feature := BY_NUMBER.get(number):
                features[f"{kind}.{feature.name}"] = known.get(number)
    arm, decided = basis.arm, iso_time(basis.as_of)
    return {
        **({"decided_at": decided} if decided else {}),
        **({"arm": {"experiment": arm.experiment, "name": arm.name}} if arm else {}),
        "features": features,
    }


def _label_view(stated: StatedLabel) -> dict[str, Any]:
    return {
        "label": stated.label,
        "source": stated.source,
        "at": iso_time(stated.at),
        "received": iso_time(stated.received),
        **({"note": stated.note} if stated.note is not None else {}),
    }


def _received(found: FoundTransaction) -> int:
    """Return when the transaction was received, in epoch milliseconds: by default its event time."""
    at = received_at(found.row)
    return milliseconds(at) if at else found.transaction.timestamp
