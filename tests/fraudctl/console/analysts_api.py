"""An API with a few payments, in the types of its answers; reviews are claimed and decided as the contract says."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from fraudctl.client.exceptions import ApiError, ConflictingRequest, UnknownId
from handlers.contract.answers import LabelResult, Reason, StrategyUsed
from handlers.contract.entity_answer import EntityAnswer, EntityEvent, EntityFacts, EntityLabels, EntityList
from handlers.contract.read_answers import (
    AlertSaid,
    DecisionMade,
    LabelSaid,
    ReviewAnswer,
    StoredTransaction,
    TransactionAnswer,
)

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
ME, MIA = "arn:aws:iam::123456789012:user/me", "arn:aws:sts::123456789012:assumed-role/analysts/mia"
PAID = int((NOW - timedelta(hours=2)).timestamp() * 1000)


def iso(at: datetime) -> str:
    return at.isoformat()


def alert(number: int, **more: Any) -> AlertSaid:
    """Return an alert, the higher its number the older."""
    fields = {
        "transaction_id": f"T-{number}",
        "timestamp": PAID - number,
        "alerted_at": iso(NOW - timedelta(seconds=number + 1)),
        "outcome": "decline",
        "score": Decimal("0.97"),
        "amount": Decimal("12500.50"),
        "currency": "EUR",
        "merchant": "Shop & Söhne",
        "customer_id": f"C-{number % 7}",
        **more,
    }
    return AlertSaid(**fields)


def review(number: int, **more: Any) -> ReviewAnswer:
    fields = {
        "transaction_id": f"T-{number}",
        "timestamp": PAID,
        "state": "open",
        "opened_at": iso(NOW - timedelta(hours=1)),
        "due": iso(NOW + timedelta(hours=1 + number)),
        "outcome": "review",
        "score": Decimal("0.9"),
        "amount": Decimal(900),
        "currency": "EUR",
        "merchant": "Shop & Söhne",
        "customer_id": "C-1",
        **more,
    }
    return ReviewAnswer(**fields)


def transaction(identity: str = "T-1", **more: Any) -> TransactionAnswer:
    decision = DecisionMade(
        outcome="review",
        score=Decimal("0.9"),
        reasons=[
            Reason(reason="far_above_habit", weight=Decimal("0.9"), values={"customer.mean_30d": Decimal("20.5")}),
        ],
        tags=["card_testing"],
        strategy=StrategyUsed(name="default", digest="ab" * 32),
        decided_at=iso(NOW - timedelta(hours=2)),
        features={"customer.mean_30d": Decimal("20.5"), "customer.count_1h": None},
    )
    paid = {
        "transaction_id": identity,
        "timestamp": PAID,
        "amount": Decimal(900),
        "merchant": "Shop & Söhne",
        "currency": "EUR",
        "customer_id": "C-1",
        "metadata": {"card_token": "card-77"},
    }
    fields: dict[str, Any] = {"labels": [], "decision": decision, **more}
    stored = StoredTransaction(**{**paid, **fields.pop("paid", {})})
    return TransactionAnswer(transaction=stored, **fields)


class AnalystsApi:
    """The API that the console asks; `failing` is raised by every call while it is set."""

    def __init__(self) -> None:
        self.failing: ApiError | None = None
        self.said: list[Any] = []
        self.all_alerts: list[AlertSaid] = []
        self.stories: dict[str, TransactionAnswer] = {}
        self.waiting: dict[str, ReviewAnswer] = {}
        self.entities: dict[tuple[str, str], EntityAnswer] = {}
        self.pages = 0
        self.caller = ME

    def label(self, labels: Sequence[Any]) -> list[LabelResult]:
        self._ask(*labels)
        return [
            LabelResult(status="stored", transaction_id=each["transaction_id"], label=each["label"]) for each in labels
        ]

    def review(self, action: Any) -> ReviewAnswer:
        self._ask(action)
        found = self.waiting.get(action["transaction_id"])
        if found is None:
            raise UnknownId("transaction_id: it has no review")
        if found.state != "open" and found.claimed_by != self.caller:
            raise ConflictingRequest(
                f"transaction_id: its review is claimed by {found.claimed_by} since {found.claimed_at}"
            )
        changed: dict[str, Any]
        if action["action"] == "claim":
            changed = {"state": "claimed", "claimed_by": self.caller, "claimed_at": iso(NOW)}
        elif action["action"] == "release":
            changed = {"state": "open", "claimed_by": None, "claimed_at": None}
        else:
            ended = {"approve": "approved", "decline": "declined"}[action["outcome"]]
            changed = {
                "state": ended,
                "final_outcome": action["outcome"],
                "decided_by": self.caller,
                "decided_at": iso(NOW),
            }
        now = msgspec.structs.replace(found, **changed)
        self.waiting[found.transaction_id] = now
        self.stories[found.transaction_id] = msgspec.structs.replace(self.transaction(found.transaction_id), review=now)
        return now

    def transaction(self, transaction_id: str) -> TransactionAnswer:
        self._ask()
        if transaction_id in self.stories:
            return self.stories[transaction_id]
        if transaction_id in self.waiting or any(each.transaction_id == transaction_id for each in self.all_alerts):
            return transaction(transaction_id, review=self.waiting.get(transaction_id))
        raise UnknownId("nothing is known of the transaction")

    def entity(self, kind: str, entity_id: str) -> EntityAnswer:
        self._ask()
        try:
            return self.entities[kind, entity_id]
        except KeyError:
            raise UnknownId("nothing is known of it") from None

    def alerts(self, *, start: datetime | None = None, end: datetime | None = None, **_: Any) -> Iterator[AlertSaid]:
        for place, each in enumerate(self.all_alerts):
            at = datetime.fromisoformat(each.alerted_at)
            if place % 100 == 0:
                self._ask()
                self.pages += 1
            if (start is None or at >= start) and (end is None or at < end):
                yield each

    def reviews(self, **_: Any) -> Iterator[ReviewAnswer]:
        self._ask()
        yield from (each for each in self.waiting.values() if each.state in ("open", "claimed"))

    def _ask(self, *said: Any) -> None:
        if self.failing:
            raise self.failing
        self.said += said


def labelled(identity: str, label: Any, note: str) -> TransactionAnswer:
    said = LabelSaid(label=label, source="analyst", at=iso(NOW), received=iso(NOW), note=note)
    return transaction(identity, labels=[said])


def known(kind: str, identity: str, *events: EntityEvent, lists: Sequence[EntityList] = ()) -> EntityAnswer:
    facts = EntityFacts(labels=EntityLabels(fraud=0, declined_by_review=0), lists=list(lists))
    return EntityAnswer(
        kind=kind, id=identity, as_of=iso(NOW), currency="EUR", features={}, facts=facts, events=list(events)
    )
