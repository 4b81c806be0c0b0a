"""Concurrent invocations of Scoring on one table in memory, and its promises."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes
from handlers.decision.profile.codec import decode
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.functions import FakeLambdaContext, SilentLogs, import_handler
from tests.handlers.strategies import packaged
from tests.handlers.strategies_on_aws import STRATEGIES
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.memory_aws import ItemWrite, MemoryAws
from tests.interleavings.schedule import ScheduledRun

TABLE, PROFILES, REVIEWS = "fraud-scores-test", "fraud-profiles-test", "fraud-reviews-test"
KEYS = {TABLE: ("transaction_id",), PROFILES: ("entity",), REVIEWS: ("transaction_id",)}
ALERTS, EVENTS = "arn:aws:sns:us-east-1:000000000000:alerts", "arn:aws:sns:us-east-1:000000000000:events"

TransactionFields = Mapping[str, Any]
TransactionKey = tuple[str, int]


def transaction_key(fields: TransactionFields) -> TransactionKey:
    """Return a transaction's key."""
    return fields["transaction_id"], fields["timestamp"]


def is_risky(fields: TransactionFields) -> bool:
    """Return whether a transaction is to be alerted: above 10,000 at a suspicious merchant is 0.9."""
    return float(fields["amount"]) > 10_000 and "Crypto" in fields["merchant"]


@dataclass
class Deliveries:
    """Payloads that reach Scoring at the same time, and the rows and alerts."""

    module: ModuleType
    world: MemoryWorld
    payloads: Sequence[Sequence[TransactionFields]]

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the AWS; return the work of each delivery, which is to score its payload."""
        self.world.aws, self.world.run = MemoryAws(KEYS), run
        return [partial(self._score, payload) for payload in self.payloads]

    def finish(self, run: ScheduledRun) -> None:
        """Deliver again what failed, as Lambda does, and then everything once more, as a redrive may."""
        for actor in run.actors:
            assert actor.error is None or run.struck, repr(actor.error)
            if actor.error is not None:
                self._score(self.payloads[actor.number])
        for payload in self.payloads:
            self._score(payload)

    def _score(self, payload: Sequence[TransactionFields]) -> Any:
        return self.module.handler({"transactions": list(payload)}, FakeLambdaContext())

    @property
    def alerts(self) -> Counter[TransactionKey]:
        """Return the number of alerts of each transaction."""
        bodies = [json.loads(each["Message"])["default"] for each in self._published(ALERTS)]
        return Counter(transaction_key(json.loads(body)) for body in bodies)

    @property
    def events(self) -> Counter[TransactionKey]:
        """Return the number of events of each transaction."""
        return Counter(transaction_key(json.loads(each["Message"])["data"]) for each in self._published(EVENTS))

    def _published(self, topic: str) -> list[dict[str, Any]]:
        return [each for each in self.world.aws.published if each["TopicArn"] == topic]

    def broken(self, run: ScheduledRun) -> list[str]:
        """Return a sentence for every promise that the run broke."""
        return [*self._alerts(run), *self._rows(), *self._decisions(), *self._profiles()]

    def _alerts(self, run: ScheduledRun) -> Iterator[str]:
        handed = {transaction_key(fields): fields for payload in self.payloads for fields in payload}
        alerts = self.alerts
        for each, fields in handed.items():
            risky = any(
                is_risky(other) for payload in self.payloads for other in payload if transaction_key(other) == each
            )
            if risky and not alerts[each]:
                yield f"never alerted: {fields}"
            if not risky and alerts[each]:
                yield f"alerted without a risk: {fields}"
            if alerts[each] > 1 and not (run.struck or self._changed(each) or self._delivered_twice_at_once(each, run)):
                yield f"alerted {alerts[each]} times: {fields}"

    def _changed(self, each: TransactionKey) -> bool:
        """Return whether payloads hold the row in two states, each of which is decided and alerted for itself."""
        states = [fields for payload in self.payloads for fields in payload if transaction_key(fields) == each]
        return any(one != other for one in states for other in states)

    def _delivered_twice_at_once(self, each: TransactionKey, run: ScheduledRun) -> bool:
        holders = [number for number, payload in enumerate(self.payloads) if each in map(transaction_key, payload)]
        return any(run.overlap(one, other) for one in holders for other in holders if one < other)

    def _rows(self) -> Iterator[str]:
        rows = {row["transaction_id"]: row for row in map(from_attributes, self.world.aws.items(TABLE))}
        for payload in self.payloads:
            for fields in payload:
                row = rows.get(fields["transaction_id"])
                if row is None:
                    yield f"no score: {fields}"
                elif "pending" in row:
                    yield f"never settled: {row}"
                elif self.alerts[transaction_key(fields)] and fields["timestamp"] not in row.get(
                    "alerted_timestamps", ()
                ):
                    yield f"alerted, and not noted: {row}"
        for write in self._writes_to(TABLE):
            before, after = write.before or write.after, write.after
            if before["timestamp"] != after["timestamp"]:
                yield f"another transaction's score was overwritten: {before} by {after}"

    def _decisions(self) -> Iterator[str]:
        for write in self._writes_to(TABLE):
            before, after = write.before or write.after, write.after
            if before["decision"] != after["decision"] and not self._changed(_key_in(after)):
                yield f"decided twice: {before}, then {after}"

    def _profiles(self) -> Iterator[str]:
        """Yield customers whose profile counts something else than each of their ids once, and lost writes."""
        handed = [fields for payload in self.payloads for fields in payload if "customer_id" in fields]
        counts = {each["entity"]["S"]: decode(each["profile"]["B"]).count for each in self.world.aws.items(PROFILES)}
        for customer in {fields["customer_id"] for fields in handed}:
            ids = {fields["transaction_id"] for fields in handed if fields["customer_id"] == customer}
            if (count := counts.get(f"profile#customer#{customer}")) != len(ids):
                yield f"{customer} has {count} payments, not {len(ids)}"
        for write in self._writes_to(PROFILES):
            former, latter = (int(item["version"]["N"]) if item else 0 for item in (write.before, write.after))
            if latter != former + 1:
                yield f"overwritten: version {former} by {latter}"

    def _writes_to(self, table: str) -> list[ItemWrite]:
        return [write for write in self.world.aws.writes if write.table == table]


def _key_in(row: Mapping[str, Any]) -> TransactionKey:
    return row["transaction_id"]["S"], int(row["timestamp"]["N"])


@contextmanager
def scoring_in_memory(logs: SilentLogs, strategy: Strategy | None = None) -> Iterator[Callable[..., Deliveries]]:
    """Yield a maker of deliveries to one Scoring, whose concurrent calls are made one after the other.

    It decides by the packaged strategy if none is given.
    """
    environment = {
        "FRAUD_SCORES_TABLE": TABLE,
        "SNS_TOPIC_ARN": ALERTS,
        "REVIEWS_TABLE": REVIEWS,
        "REVIEW_HOURS": "24",
        "EVENTS_TOPIC_ARN": EVENTS,
        "EVENT_BUS": "",
        "DASHBOARD_URL": "https://console.example/dashboard",
        "ALERT_THRESHOLD": "0.8",
        "SCORE_RETENTION_DAYS": "30",
        "PROFILES_TABLE": PROFILES,
        "PROFILE_RETENTION_DAYS": "400",
        "STRATEGIES_TABLE": STRATEGIES,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with (
        import_handler("scoring", environment, logs, deployed=strategy or packaged()) as module,
        pytest.MonkeyPatch.context() as patch,
    ):
        world = MemoryWorld()
        world.connect(module.dynamodb, module.settler._alerts._client)  # noqa: SLF001 -- hooks on the function's own
        patch.setattr(module.folder, "_pause", lambda _: None)
        patch.setattr(module.heartbeat, "beat", lambda *_: None)  # which no promise depends on
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield lambda *payloads: Deliveries(module, world, payloads)
