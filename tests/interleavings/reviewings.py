"""People who work on a review, the schedule and who labels, at the same time, in memory; and what is promised."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.review import Review
from handlers.decision.review_item import to_item
from tests.handlers.decision.reviews import review
from tests.handlers.functions import FakeLambdaContext, SilentLogs, captured_event, import_handler
from tests.handlers.strategies_on_aws import STRATEGIES
from tests.interleavings.actor_clock import ActorClock
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.labellings import KEYS as LABELLING_KEYS
from tests.interleavings.labellings import (
    LABELS,
    PROFILES,
    RECEIVED,
    REVIEWING,
    SCORES,
    STRATEGY,
    TRANSACTIONS,
)
from tests.interleavings.memory_aws import ItemWrite, MemoryAws
from tests.interleavings.schedule import ScheduledRun

REVIEWS = REVIEWING["REVIEWS_TABLE"]
KEYS = {**LABELLING_KEYS, REVIEWS: ("transaction_id",)}

LATER = 60_000
"""Milliseconds after the others at which the schedule runs: what they did not finish is owed for that long."""

PAYMENT = {
    "transaction_id": "tx-1",
    "timestamp": RECEIVED - 90_000,
    "amount": 12,
    "merchant": "Bakery",
    "customer_id": "C-1",
}

REQUEST = captured_event("api_request")

Fields = Mapping[str, Any]


class Act:
    """Something that is asked of Feedback; a person's is asked again until it is answered for good."""

    def __init__(self, by: str = "schedule", route: str = "", **fields: Any) -> None:
        self.by = by
        self.route = route
        self.fields = fields

    def __repr__(self) -> str:
        return f"{self.by} {self.route} {self.fields}"


SCHEDULE = Act()


def person(by: str, action: str, **fields: Any) -> Act:
    """Return a person's action on the review."""
    return Act(by, "/reviews", action=action, **fields)


def label(name: str, source: str = "chargeback") -> Act:
    """Return a label of the payment."""
    return Act(source, "/labels", label=name, source=source, at=RECEIVED - 1000)


@dataclass
class Reviewings:
    """Acts at the same time, one list an actor, on one review; and their answers."""

    feedback: ModuleType
    world: MemoryWorld
    clock: ActorClock
    acts: Sequence[Sequence[Act]]
    before: Review = field(default_factory=lambda: opened())  # noqa: PLW0108 -- it is defined below
    out: frozenset[str] = frozenset()
    """Operations that AWS refuses until the actors have ended, and the schedule has run once more."""
    answers: list[tuple[Act, int, Fields]] = field(default_factory=list)
    history: list[ItemWrite] = field(default_factory=list)
    """The writes before the indices caught up."""

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Store the payment, its score and its review; return the work of each actor."""
        self.world.aws, self.world.run, self.answers, self.history = MemoryAws(KEYS, out=self.out), run, [], []
        score = {"transaction_id": "tx-1", "timestamp": PAYMENT["timestamp"], "outcome": "review"}
        for table, item in ((TRANSACTIONS, PAYMENT), (SCORES, score), (REVIEWS, to_item(self.before))):
            self.world.aws.call("PutItem", {"TableName": table, "Item": to_attributes(item)})
        self.world.aws.writes.clear()
        return [partial(self._act, acts) for acts in self.acts]

    def finish(self, run: ScheduledRun) -> None:
        """Ask again what was not answered; let the indices catch up and the schedule run as long as there is work."""
        for actor in run.actors:
            assert actor.error is None or run.struck, repr(actor.error)
        for act in self.unanswered():
            self._act([act])
        for minute in (2, 4, 6) if self.out else (2, 4):
            if minute == 4:
                self.world.aws.out = frozenset()
            self.history += self.world.aws.writes
            self.world.aws.writes.clear()
            self._act([SCHEDULE], minute * 60_000)

    def _act(self, acts: Sequence[Act], later: int = LATER) -> None:
        for act in acts:
            self.clock.now = RECEIVED + (later if act is SCHEDULE else 0)
            if act is SCHEDULE:
                self._invoke({"schedule": "reviews"})
                continue
            asked: dict[str, Any] = {"transaction_id": "tx-1", **act.fields}
            text = json.dumps(asked if act.route == "/reviews" else {"labels": [asked]})
            caller = {"requestContext": {**REQUEST["requestContext"], "identity": {"userArn": act.by}}}
            answer = self._invoke({**REQUEST, "resource": act.route, "body": text, **caller}, act.by)
            body = json.loads(answer["body"])
            taken = act.route == "/reviews" or body["results"][0]["status"] in ("stored", "duplicate")
            self.answers.append((act, answer["statusCode"] if taken else 503, body))

    def _invoke(self, event: Mapping[str, Any], by: str = "") -> Any:
        what = self.clock.now, by, event.get("resource"), event.get("body")
        return self.world.invoke(what, lambda: self.feedback.handler(event, FakeLambdaContext()))

    def unanswered(self) -> list[Act]:
        """Return what people asked and were not answered for good."""
        answered = {id(act) for act, status, _ in self.answers if status < 500}
        return [each for acts in self.acts for each in acts if each is not SCHEDULE and id(each) not in answered]

    @property
    def review(self) -> Fields:
        """Return the review's row."""
        return from_attributes(self.world.aws.tables[REVIEWS]["tx-1",])

    @property
    def labels(self) -> Fields:
        """Return the row of labels."""
        found = self.world.aws.tables.get(LABELS, {}).get(("tx-1",))
        return from_attributes(found) if found else {"history": []}

    @property
    def heard(self) -> list[Fields]:
        """Return the events of the review."""
        events = [json.loads(each["Message"]) for each in self.world.aws.published]
        return [each for each in events if each["type"].startswith("review.")]

    @property
    def told(self) -> Mapping[str, Counter[str]]:
        """Return how often each way took each event, by its id."""
        aws = self.world.aws
        on_topic, on_bus = [each["Message"] for each in aws.published], [each["Detail"] for each in aws.on_bus]
        ways = {"topic": on_topic, **({"bus": on_bus} if "bus" in self.feedback.publisher.ways else {})}
        return {way: Counter(json.loads(each)["id"] for each in bodies) for way, bodies in ways.items()}


def opened(**fields: Any) -> Review:
    """Return the payment's review; its time is over when the schedule runs."""
    return review(**{"timestamp": PAYMENT["timestamp"], "opened_at": RECEIVED - 1, "due": RECEIVED + 1, **fields})


@contextmanager
def reviewing_in_memory(logs: SilentLogs, bus: str = "") -> Iterator[Callable[..., Reviewings]]:
    """Yield a maker of reviewings, whose concurrent calls are made one after the other; events go to a bus too."""
    environment = {
        "TRANSACTIONS_TABLE": TRANSACTIONS,
        "FRAUD_SCORES_TABLE": SCORES,
        "LABELS_TABLE": LABELS,
        "PROFILES_TABLE": PROFILES,
        "STRATEGIES_TABLE": STRATEGIES,
        "SCORE_RETENTION_DAYS": "30",
        "ALERT_THRESHOLD": "0.8",
        "AWS_DEFAULT_REGION": "us-east-1",
        **REVIEWING,
        "EVENT_BUS": bus,
    }
    with (
        import_handler("feedback", environment, logs, deployed=STRATEGY) as feedback,
        pytest.MonkeyPatch.context() as patch,
    ):
        world, clock = MemoryWorld(), ActorClock()
        world.connect(feedback.dynamodb, feedback.topic, *([feedback.publisher._events] if bus else []))  # noqa: SLF001 -- a hook on the function's own
        for each in (feedback.writer, feedback.reviewer):
            patch.setattr(each, "_pause", lambda _: None)
        patch.setattr(feedback.reviews, "waiting", lambda _: None)  # a gauge, which no promise depends on
        patch.setattr(feedback, "time", clock)
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield lambda *acts, **fields: Reviewings(feedback, world, clock, acts, **fields)
