"""The first round of a decision: all that is asked of AWS before it, side by side."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.attempt_store import AttemptStore, Bucket
from handlers.aws.concurrency import map_beside
from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.decision_store import DecisionStore, TypedItem
from handlers.aws.knowledge_reader import Knowledge, KnowledgeReader
from handlers.decision.attempts import BUCKET
from handlers.decision.batch import BatchDecider
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import MOST_ATTEMPTS
from handlers.decision.payments import Payment
from handlers.decision.profile.event import hashed


class Gathered(NamedTuple):
    """The answers that came in time."""

    rows: Sequence[TypedItem] | None
    """The rows under the id; None if they were not read."""
    knowledge: Knowledge
    attempts: Mapping[str, int]
    """By kind of entity; at least so many where they were not all read."""
    untold: frozenset[str]
    """Kinds of entity whose attempts were not all read."""
    full: int
    """Entities whose attempts are not counted any further."""


class FirstRound:
    """Asks for all that a decision is made of."""

    def __init__(
        self,
        strategies: CurrentStrategies,
        store: DecisionStore,
        knowledge: KnowledgeReader,
        attempts: AttemptStore,
    ) -> None:
        self._strategies = strategies
        self._store = store
        self._knowledge = knowledge
        self._attempts = attempts

    def gather(self, decider: BatchDecider, payment: Payment, now: int) -> Gathered:
        """Return what is known of a payment, which counts as an attempt from now on."""
        at, own = payment.transaction.timestamp, hashed(payment.transaction.transaction_id)
        attempted = _attempted(decider, payment)
        counting: list[Callable[[], Any]] = [lambda: self._attempts.read(attempted, [at - BUCKET])] if attempted else []
        counting += [partial(self._attempts.add, each, at, own, now) for each in attempted]
        rows, knowledge, *counted = self._side_by_side(
            now,
            lambda: self._store.rows(payment.transaction.transaction_id),
            lambda: self._knowledge.read(decider.items([payment])),
            *counting,
        )
        earlier, buckets = (counted[0], counted[1:]) if attempted else (None, [])
        return _gathered(rows, knowledge, earlier, dict(zip(attempted, buckets, strict=True)), own)

    def look(self, decider: BatchDecider, payment: Payment, now: int) -> Gathered:
        """Return the same without the id's rows, and leave no trace of having asked."""
        at, own = payment.transaction.timestamp, hashed(payment.transaction.transaction_id)
        attempted = _attempted(decider, payment)
        counting = [lambda: self._attempts.read(attempted, [at - BUCKET, at])] if attempted else []
        knowledge, *counted = self._side_by_side(now, lambda: self._knowledge.read(decider.items([payment])), *counting)
        read = counted[0] if attempted else None
        return _gathered(None, knowledge, read, {each: (read or {}).get(each) for each in attempted}, own)

    def _side_by_side(self, now: int, *calls: Callable[[], Any]) -> list[Any]:
        """Return the result of each call, None of one that failed; read beside them what the next request goes by."""
        beside = list[Callable[[], Any]](calls)
        if self._strategies.is_due(now):
            beside.append(partial(self._strategies.refresh, now))
        return map_beside(_in_time, beside)[: len(calls)]


def _attempted(decider: BatchDecider, payment: Payment) -> list[EntityKey]:
    return [each for each in payment.entities if each.kind in decider.attempted_kinds]


def _gathered(
    rows: Sequence[TypedItem] | None,
    knowledge: Knowledge,
    earlier: Mapping[EntityKey, Bucket] | None,
    present: Mapping[EntityKey, Bucket | None],
    own: bytes,
) -> Gathered:
    attempts, untold = dict[str, int](), set[str]()
    full = 0
    for entity, bucket in present.items():
        before = (earlier or {}).get(entity)
        if bucket is None or (before is None and not bucket.full):
            untold.add(entity.kind)
        if bucket and bucket.full:
            full += 1
            attempts[entity.kind] = MOST_ATTEMPTS
        elif bucket or before:
            ids = {own}.union(*(each.ids for each in (bucket, before) if each))
            attempts[entity.kind] = min(len(ids), MOST_ATTEMPTS)
    return Gathered(rows, knowledge, attempts, frozenset(untold), full)


def _in_time(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (ClientError, BotoCoreError):
        return None
