"""Concurrent invocations of Decision and Ingestion on tables in memory, and the answers to their clients."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.aws import decision_maker, decision_store
from handlers.aws.attributes import from_attributes
from handlers.aws.concurrency import Budget
from handlers.aws.drafts import DecisionTroubles
from handlers.aws.first_round import Gathered
from handlers.aws.knowledge_reader import Knowledge
from handlers.contract.fallback import encode_fallback
from handlers.contract.row_image import from_image
from handlers.contract.stored_item import RequestContext
from handlers.contract.validation import convert
from handlers.decision.stored_decision import decode
from tests.handlers.functions import FakeLambdaContext, SilentLogs, import_handler
from tests.handlers.strategies import strategy_of
from tests.handlers.strategies_on_aws import STRATEGIES
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.ingestions import CLOCK, DECIDING, RECEIVED, TABLE, IngestionScene, RequestFields, said_by
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.promises import broken_promises
from tests.interleavings.recordings import next_token
from tests.interleavings.schedule import ScheduledRun

DECISIONS, SCORES, PROFILES = "fraud-decisions-test", "fraud-scores-test", "fraud-profiles-test"
REVIEWS = "fraud-reviews-test"
KEYS = {
    TABLE: ("transaction_id", "timestamp"),
    DECISIONS: ("key",),
    SCORES: ("transaction_id",),
    REVIEWS: ("transaction_id",),
    PROFILES: ("entity",),
}

STRATEGY = strategy_of(
    {"when": f"timestamp >= {RECEIVED - 3}", "outcome": "review"},
    {"when": "card.attempts_10m > 5", "outcome": "decline"},
    entities={"card": "metadata.card_token"},
)
"""Requests that differ in their timestamps alone are decided otherwise."""

NOTHING_KNOWN = Gathered([], Knowledge({}, frozenset(), None), {}, frozenset(), 0)


@dataclass
class DecisionScene(IngestionScene):
    """Clients of both routes that send at the same time, redrives, and the answers."""

    decisions: ModuleType = field(kw_only=True)

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the AWS; return the work of each client."""
        works = super().start(run)
        self.world.aws = MemoryAws(KEYS)
        return works

    def message(self, request: RequestFields) -> str:
        """Return the message of a decision that was made when the tables were out."""
        fields, context = convert(dict(request)), RequestContext(milliseconds=RECEIVED - 1000, trace_id=None)
        drafts = self.decisions.drafts
        decider = self.decisions.strategies.decider_or_packaged(RECEIVED - 1000)
        draft = drafts.draft(decider, fields, context, request["timestamp"])
        made = drafts.decide(draft, NOTHING_KNOWN, RECEIVED - 1000, DecisionTroubles())
        return encode_fallback(fields, context, made.written)

    def _send(self, number: int) -> Any:
        client = self.clients[number]
        if client.route == "redriven decision":
            return self._invoke({"letter": self.message(client.requests[0])}, RECEIVED + number)
        if client.route == "decision":
            return self._invoke({**client.event, "resource": "/decisions"}, RECEIVED + number)
        return super()._send(number)

    def _invoke(self, sent: RequestFields, received: int) -> Any:
        decides = sent.get("resource") == "/decisions" or "decision" in json.loads(sent.get("letter", "{}"))
        CLOCK.now = received
        module = self.decisions if decides else self.module
        return self.world.invoke(said_by(sent, received), lambda: module.handler(sent, FakeLambdaContext()))

    def broken(self, run: ScheduledRun) -> Iterator[str]:
        """Yield a sentence for every promise that is broken."""
        yield from broken_promises(self, run)
        queued = [each for each in self.world.aws.messages if "decision" in json.loads(each["MessageBody"])]
        assert not queued, "no single fault brings a decision into the queue"
        decided = {row["transaction_id"]["S"]: row for row in self.world.aws.items(TABLE) if "decision" in row}
        claims = {item["key"]["S"] for item in self.world.aws.items(DECISIONS) if item["key"]["S"].startswith("id#")}
        if claims != {f"id#{each}" for each in decided}:
            yield f"claims {claims} of {set(decided)}"
        stored = {
            identity: decode(from_attributes(row)["decision"], from_image(row)).outcome
            for identity, row in decided.items()
        }
        if len(decided) != sum("decision" in row for row in self.world.aws.items(TABLE)):
            yield "an id has two decisions"
        for each in self.said:
            if self.clients[each.client].route in DECIDING and each.promised:
                expected = stored.get(each.request["transaction_id"])
                if each.outcome != expected:
                    yield f"the row says {expected}, the client heard {each}"


@contextmanager
def decisions_in_memory(
    logs: SilentLogs, retention_days: int = 0, scene: type[DecisionScene] = DecisionScene
) -> Iterator[Callable[..., DecisionScene]]:
    """Yield a maker of scenes with one Decision and one Ingestion, whose calls are made one after the other."""
    environment = {
        "TRANSACTIONS_TABLE": TABLE,
        "DECISIONS_TABLE": DECISIONS,
        "FRAUD_SCORES_TABLE": SCORES,
        "REVIEWS_TABLE": REVIEWS,
        "PROFILES_TABLE": PROFILES,
        "STRATEGIES_TABLE": STRATEGIES,
        "REFUSE_CARD_NUMBERS": "false",
        "TRANSACTION_RETENTION_DAYS": str(retention_days),
        "ANSWER_SECONDS": "3",
        "DLQ_URL": "https://memory.invalid/queue",
        "ALERT_THRESHOLD": "0.8",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with (
        import_handler("ingestion", environment, logs) as ingestion,
        import_handler("decisions", environment, logs, deployed=STRATEGY) as decisions,
        pytest.MonkeyPatch.context() as patch,
    ):
        world = MemoryWorld()
        world.connect(ingestion.dynamodb, ingestion.dead_letters._client)  # noqa: SLF001 -- hooks of our own
        world.connect(decisions.reads, decisions.writes, decisions.dead_letters._client)  # noqa: SLF001
        for module in (ingestion, decisions):
            patch.setattr(module, "time", CLOCK)
        patch.setattr(decision_store, "uuid4", next_token)
        patch.setattr(decision_maker, "Budget", lambda seconds: Budget(seconds, lambda: 0.0))
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield lambda *clients: scene(ingestion, world, clients, decisions=decisions)
