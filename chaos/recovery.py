"""The recovery: wait until everything is scored, `fraudctl redrive`, `fraudctl reconcile`, labels repeated."""

import contextlib
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby, islice
from types import MappingProxyType
from typing import Any

from chaos.ledger import Ledger
from chaos.stack import FaultyStack
from chaos.traffic.cases import LabelPost
from chaos.traffic.client import LedgerClient
from fraudctl.recovery import REDRIVE_ORDER, reconcile_scores, redrive_queue, redrive_webhooks
from fraudctl.stacks.target import Target

NOTHING_KEPT: Mapping[str, int] = MappingProxyType({})
LARGEST_READ = 100
"""Keys that BatchGetItem takes."""
LABELS_TOGETHER = 50
"""Labels in a request that repeats them; a request has time for more of them than these."""
DELIVERY = 90.0
"""Seconds; the embedded AWS takes thirty at most to give an event up, and as many for one that was redriven."""
REPEATS = 3
"""Times that a label is repeated at the end, when nothing fails any more."""


def redrive_queues(stack: FaultyStack, kept: Mapping[str, int]) -> tuple[int, Mapping[str, int]]:
    """Redrive every queue that holds more messages than were kept in it before.

    Returns:
        The messages that left, and by stage those that stay.
    """
    waiting = stack.queued_messages()
    results = {
        str(stage): redrive_queue(stack.target, stage) for stage in REDRIVE_ORDER if waiting[stage] > kept.get(stage, 0)
    }
    staying = {stage: len(each.poison) + len(each.conflicts) + len(each.failed) for stage, each in results.items()}
    return sum(each.redriven + each.duplicate + each.repeats for each in results.values()), {**kept, **staying}


def reconcile_all(stack: FaultyStack) -> int:
    """Have every transaction without a score scored, whatever its age; return how many there were."""
    return reconcile_scores(stack.target, grace=timedelta(0), explain=False).scored


def repeat_labels(stack: FaultyStack, ledger: Ledger) -> None:
    """Send each label again of which no answer says that it is in force, or refused, as its client has to."""
    with contextlib.closing(LedgerClient(stack.target, ledger, concurrency=1)) as client:
        for _ in range(REPEATS):
            unsettled = sorted(ledger.labels.unsettled(), key=lambda each: each[0])
            for kind, labels in groupby(unsettled, key=lambda each: each[0]):
                fields = (each for _, each in labels)
                while some := tuple(islice(fields, LABELS_TOGETHER)):
                    client.send_labels(kind, LabelPost(labels=some))


def redrive_events(stack: FaultyStack, ids: Collection[str]) -> bool:
    """Redrive the webhook's queue until it took these events; return whether it did in time."""
    deadline = time.monotonic() + DELIVERY
    while not stack.webhook.taken.issuperset(ids):
        if time.monotonic() > deadline:
            return False
        redrive_webhooks(stack.target)  # which waits for what is on its way to the queue
    return True


def wait_until_scored(
    stack: FaultyStack, ledger: Ledger, labels: Iterable[str], timeout: float, patience: float = math.inf
) -> bool:
    """Wait until every acknowledged transaction of these labels has a score to which nothing is owed.

    Then no later phase's faults meet them. That the functions are quiet does not prove it: on a busy machine one may
    take long to start. What waits in a queue gets no score before a redrive: while there may be such, `patience` is for
    how many seconds no score more may come before the wait ends.

    Returns:
        Whether it was so in time.
    """
    due = [transaction_id for label in labels for transaction_id in _acknowledged(ledger, label)]
    deadline, before, latest = time.monotonic() + timeout, len(due), time.monotonic()
    while due := _unscored(stack.target, due):
        now = time.monotonic()
        before, latest = (before, latest) if len(due) == before else (len(due), now)
        left = min(deadline, latest + patience) - now
        if left <= 0:
            return False
        stack.wait_until_idle(left)
    return True


def _acknowledged(ledger: Ledger, label: str) -> Iterator[str]:
    for transaction_id, attempts in ledger.attempts_of(label).items():
        if transaction_id not in ledger.expired_scores and any(attempt.acknowledged for attempt in attempts):
            yield transaction_id


def _unscored(target: Target, transaction_ids: Sequence[str]) -> list[str]:
    client, table = target.client("dynamodb"), target.exports["fraud_scores_table_name"]
    scored, every = set[str](), iter(transaction_ids)
    while some := list(islice(every, LARGEST_READ)):
        asked: Any = {
            "Keys": [{"transaction_id": {"S": each}} for each in some],
            "ProjectionExpression": "transaction_id, pending",
            "ConsistentRead": True,
        }
        rows = client.batch_get_item(RequestItems={table: asked})["Responses"][table]
        scored.update(row["transaction_id"]["S"] for row in rows if "pending" not in row)
    return [transaction_id for transaction_id in transaction_ids if transaction_id not in scored]
