"""Concurrent invocations of Feedback, and one of Scoring, on tables in memory, and what is promised to who labels."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.profile import codec
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.event import hashed
from tests.handlers.functions import FakeLambdaContext, SilentLogs, captured_event, import_handler
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import STRATEGIES
from tests.interleavings.heard_events import unheard
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun

TRANSACTIONS, SCORES = "transactions-test", "fraud-scores-test"
PROFILES, LABELS = "fraud-profiles-test", "fraud-labels-test"
KEYS = {
    TRANSACTIONS: ("transaction_id", "timestamp"),
    SCORES: ("transaction_id",),
    PROFILES: ("entity",),
    LABELS: ("transaction_id",),
}

REVIEWING = {
    "REVIEWS_TABLE": "fraud-reviews-test",
    "REVIEW_EXPIRED_OUTCOME": "decline",
    "EVENTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:events",
    "EVENT_BUS": "",
}
"""The environment of Feedback beside what labels need."""

RECEIVED = 1_795_400_000_000
"""Epoch milliseconds at which every label comes in."""

STRATEGY = strategy_of(
    {"when": "customer.frauds_28d > 0 and customer.count_30d > 100"},
    {"when": "terminal.frauds_28d > 0 and terminal.count_30d > 100"},
)

REQUEST = captured_event("api_request")

Fields = Mapping[str, Any]

IN_FORCE = ("stored", "duplicate")


@dataclass
class Labellings:
    """Requests with labels, and a payload for Scoring, that come at the same time; and the answers."""

    feedback: ModuleType
    scoring: ModuleType
    world: MemoryWorld
    transactions: Sequence[Fields]
    """All of the table; those of `before` have a score at the beginning."""
    before: Sequence[Fields]
    labels: Sequence[Sequence[Fields]]
    scored: Sequence[Fields] = ()
    answers: list[tuple[Fields, str]] = field(default_factory=list)
    """Each label with its status."""

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Store the transactions and score those of before; return the work of each request."""
        self.world.aws, self.world.run, self.answers = MemoryAws(KEYS), run, []
        for each in self.transactions:
            fields = {**each, "amount": int(each["amount"])}
            self.world.aws.call("PutItem", {"TableName": TRANSACTIONS, "Item": to_attributes(fields)})
        if self.before:
            self._score(self.before)
        self.world.aws.writes.clear()
        scorings = [partial(self._score, self.scored)] if self.scored else []
        return [*(partial(self._label, labels) for labels in self.labels), *scorings]

    def finish(self, run: ScheduledRun) -> None:
        """Score again what failed, as Lambda does, and label again, as clients do, what is not known to be in force."""
        for actor in run.actors:
            assert actor.error is None or run.struck, repr(actor.error)
            if actor.error is not None and actor.number == len(self.labels):
                self._score(self.scored)
        for labels in self.labels:
            for each in labels:
                if (each, "stored") not in self.answers and (each, "duplicate") not in self.answers:
                    self._label([each])

    def _label(self, labels: Sequence[Fields]) -> None:
        body = json.dumps({"labels": labels})
        event = {**REQUEST, "resource": "/labels", "body": body}
        answer = self.world.invoke(body, lambda: self.feedback.handler(event, FakeLambdaContext()))
        results = json.loads(answer["body"])["results"]
        self.answers += [(label, result["status"]) for label, result in zip(labels, results, strict=True)]

    def _score(self, transactions: Sequence[Fields]) -> Any:
        event = {"transactions": list(transactions)}
        return self.world.invoke(json.dumps(event), lambda: self.scoring.handler(event, FakeLambdaContext()))

    def broken(self) -> Iterator[str]:
        """Yield a sentence for every promise that is broken: none may be at any time, but in the middle of a call."""
        rows = {each["transaction_id"]: each for each in map(from_attributes, self.world.aws.items(LABELS))}
        for label, status in self.answers:
            history = rows.get(label["transaction_id"], {"history": []})["history"]
            if status in IN_FORCE and sum(_says(each, label) for each in history) != 1:
                yield f"{status}, and not once in the row: {label}"
        for name, row in rows.items():
            yield from unheard(name, row, self.world.aws.published)
        for each in self.transactions:
            yield from self._facts(each, rows.get(each["transaction_id"]))
        for write in self.world.aws.writes:
            if write.table in (LABELS, PROFILES):
                former, latter = (int(item["version"]["N"]) if item else 0 for item in (write.before, write.after))
                if latter != former + 1:
                    yield f"overwritten: version {former} by {latter}"

    def _facts(self, transaction: Fields, row: Fields | None) -> Iterator[str]:
        """Yield entities whose facts hold another label than the one that counts, or none."""
        fraud = row is not None and max(row["history"], key=lambda each: each["at"])["label"] == "fraud"
        for kind in ("customer", "terminal"):
            key = f"facts#{kind}#{transaction[f'{kind}_id']}"
            item = self.world.aws.tables.get(PROFILES, {}).get((key,), {})
            held = [
                each
                for each in facts_of.decode(from_attributes(item)).labels
                if each.identity == hashed(transaction["transaction_id"])
            ]
            if len(held) != fraud:
                yield f"{key} holds {len(held)} frauds of {transaction['transaction_id']}, not {int(fraud)}"
            for each in held:
                declined = transaction["merchant"] == "Declined"
                if (each.amount, each.declined, each.time) != (
                    int(transaction["amount"]) * 10_000,
                    declined,
                    transaction["timestamp"],
                ):
                    yield f"{key} holds something else: {each}"

    def verdicts(self) -> Mapping[str, str]:
        """Return the label that counts, by transaction."""
        return {each["transaction_id"]: each["label"] for each in map(from_attributes, self.world.aws.items(LABELS))}

    def payments(self) -> Mapping[str, int]:
        """Return the number of payments in each profile."""
        items = self.world.aws.items(PROFILES)
        return {each["entity"]["S"]: codec.decode(each["profile"]["B"]).count for each in items if "profile" in each}


def _says(stated: Fields, label: Fields) -> bool:
    return all(stated[name] == label[name] for name in ("label", "source", "at"))


@contextmanager
def labelling_in_memory(logs: SilentLogs) -> Iterator[Callable[..., Labellings]]:
    """Yield a maker of labellings, whose concurrent calls are made one after the other."""
    environment = {
        "TRANSACTIONS_TABLE": TRANSACTIONS,
        "FRAUD_SCORES_TABLE": SCORES,
        "LABELS_TABLE": LABELS,
        **REVIEWING,
        "REVIEW_HOURS": "24",
        "DASHBOARD_URL": "https://console.example/dashboard",
        "SNS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:alerts",
        "ALERT_THRESHOLD": "0.8",
        "SCORE_RETENTION_DAYS": "30",
        "PROFILES_TABLE": PROFILES,
        "PROFILE_RETENTION_DAYS": "400",
        "STRATEGIES_TABLE": STRATEGIES,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with (
        import_handler("scoring", environment, logs, deployed=STRATEGY) as scoring,
        import_handler("feedback", environment, logs, deployed=STRATEGY) as feedback,
        pytest.MonkeyPatch.context() as patch,
    ):
        world = MemoryWorld()
        world.connect(scoring.dynamodb, scoring.settler._alerts._client, feedback.dynamodb, feedback.topic)  # noqa: SLF001 -- hooks of our own
        now = time.time()  # one for all that a search tries
        patch.setattr(scoring, "time", SimpleNamespace(time=lambda: now))
        patch.setattr(scoring.folder, "_pause", lambda _: None)
        patch.setattr(scoring.heartbeat, "beat", lambda *_: None)  # which no promise depends on
        patch.setattr(feedback.writer, "_pause", lambda _: None)
        patch.setattr(feedback, "time", SimpleNamespace(time_ns=lambda: RECEIVED * 1_000_000))
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield partial(Labellings, feedback, scoring, world)
