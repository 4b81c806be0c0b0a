"""Concurrent invocations of Scoring on one AWS in memory."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from handlers.decision.strategy.strategy import Strategy
from tests.handlers.functions import FakeLambdaContext, SilentLogs, import_handler
from tests.handlers.strategies import packaged
from tests.handlers.strategies_on_aws import STRATEGIES
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.scored import ALERTS, EVENTS, KEYS, PROFILES, REVIEWS, TABLE, Scored, TransactionFields
from tests.interleavings.scoring_promises import ScoringPromises, risky_duties


@dataclass
class Deliveries:
    """Payloads that reach Scoring at the same time, and what becomes of them."""

    module: ModuleType
    world: MemoryWorld
    payloads: Sequence[Sequence[TransactionFields]]
    duties: Callable[[TransactionFields], frozenset[str]] = risky_duties
    """All that is due for a transaction."""

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the AWS; return the work of each delivery, which is to score its payload."""
        self.world.aws, self.world.run = MemoryAws(KEYS), run
        return [partial(self._score, number) for number in range(len(self.payloads))]

    def finish(self, run: ScheduledRun) -> None:
        """Deliver again what failed, as Lambda does, and then everything once more, as a redrive may."""
        for actor in run.actors:
            assert actor.error is None or run.struck, repr(actor.error)
            if actor.error is not None:
                self._score(actor.number)
        for number in range(len(self.payloads)):
            self._score(number)

    def _score(self, number: int) -> Any:
        event = {"transactions": list(self.payloads[number])}
        return self.world.invoke(number, lambda: self.module.handler(event, FakeLambdaContext()))

    def broken(self, run: ScheduledRun) -> list[str]:
        """Return a sentence for every promise that the run broke."""
        scored = Scored(self.world.aws)
        return ScoringPromises(payloads=self.payloads, duties=self.duties, scored=scored).broken(run)


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
        now = time.time()  # one for all that a search tries
        patch.setattr(module, "time", SimpleNamespace(time=lambda: now))
        patch.setattr(module.folder, "_pause", lambda _: None)
        patch.setattr(module.heartbeat, "beat", lambda *_: None)  # which no promise depends on
        patch.setattr("handlers.aws.concurrency.POOL", SimpleNamespace(map=map))
        yield lambda *payloads, **more: Deliveries(module, world, payloads, **more)
