"""The ledger against the findings: what was lost, what was doubled, what came in that should not have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Literal

from tests.faults.expectation import THRESHOLD, expected_score, same_content, stored_fields
from tests.faults.findings import Findings, Item
from tests.faults.ledger import Attempt, Ledger

Fault = Literal["lost", "doubled", "wrong"]

STAMPS = ("created_at", "trace_id")
"""What Ingestion adds to a request."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One broken promise."""

    fault: Fault
    transaction_id: str
    what: str


def judge(ledger: Ledger, kind: str, found: Findings) -> Iterator[Finding]:
    """Every promise that was broken to the transactions of a kind."""
    for identity, attempts in ledger.of_kind(kind).items():
        for fault, what in _transaction(identity, attempts, found):
            yield Finding(fault=fault, transaction_id=identity, what=what)
    for identity in (each for each, planted in ledger.poison.items() if planted == kind):
        if identity not in found.set_aside:
            yield Finding(fault="lost", transaction_id=identity, what="poison that nobody set aside")
        if identity in found.scores:
            yield Finding(fault="wrong", transaction_id=identity, what="poison with a score")


def _transaction(identity: str, attempts: Sequence[Attempt], found: Findings) -> Iterator[tuple[Fault, str]]:
    items, letters = found.stored.get(identity, []), found.letters.get(identity, [])
    taken = [attempt for attempt in attempts if attempt.outcome in ("accepted", "repeated")]
    possible = [*taken, *(attempt for attempt in attempts if attempt.outcome == "unknown")]
    yield from _refusals(attempts)
    if len(items) > 1:
        yield "doubled", f"{len(items)} items under one id"
    if any(not _kept(attempt, (*items, *letters)) for attempt in taken):
        yield "lost", "accepted, and neither stored nor in the queue"
    if not items and (identity in found.scores or identity in found.alerts):
        yield "wrong", "a score or an alert for what is not stored"
    for item in items:
        source = next((attempt.fields for attempt in possible if _kept(attempt, [item])), None)
        if source is None:
            yield "wrong", "stored, though nobody was told that it might be"
        else:
            yield from _score(item, source, found.scores.get(identity))
            yield from _alerts(source, found.alerts.get(identity, []))
    if letters and not any(not same_content(one.fields, other.fields) for one in possible for other in possible):
        yield "wrong", "a letter that nothing keeps from being stored lies in the queue"


def _refusals(attempts: Sequence[Attempt]) -> Iterator[tuple[Fault, str]]:
    for attempt in attempts:
        others = [each for each in attempts if not same_content(each.fields, attempt.fields)]
        if attempt.status == HTTPStatus.CONFLICT and not others:
            yield "wrong", "a repeat was answered as a conflict"


def _kept(attempt: Attempt, places: Sequence[Item]) -> bool:
    """Whether the request lies there with every field that it had, and none that it had not."""
    return any(
        same_content(attempt.fields, {name: value for name, value in place.items() if name not in STAMPS})
        for place in places
    )


def _score(item: Item, said: Mapping[str, Any], score: Item | None) -> Iterator[tuple[Fault, str]]:
    if score is None:
        yield "lost", "stored, and without a score"
        return
    fields = stored_fields(said)
    wanted = {
        "fraud_score": expected_score(said),
        "amount": fields["amount"],
        "merchant": fields["merchant"],
        "timestamp": item["timestamp"],
    }
    if {name: score.get(name) for name in wanted} != wanted:
        yield "wrong", f"score {score.get('fraud_score')} instead of {wanted['fraud_score']}"
    if sum(reason["weight"] for reason in score["reasons"]) != wanted["fraud_score"]:
        yield "wrong", "reasons that do not make the score"


def _alerts(said: Mapping[str, Any], alerts: Sequence[Item]) -> Iterator[tuple[Fault, str]]:
    score = expected_score(said)
    if score > THRESHOLD and not alerts:
        yield "lost", "risky, and nobody was alerted"
    if score <= THRESHOLD and alerts:
        yield "wrong", "an alert without a risk"
    if any(Decimal(str(alert["fraud_score"])) != score for alert in alerts):
        yield "wrong", "an alert with another score"
