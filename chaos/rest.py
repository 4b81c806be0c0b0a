"""When a phase is over: every transaction that a client was promised has a score to which nothing is owed any more."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from chaos.ledger import Ledger
from chaos.site import Site
from fraudctl.stacks.target import Target

LARGEST_READ = 100
"""Keys that BatchGetItem takes."""


def come_to_rest(site: Site, ledger: Ledger, labels: Iterable[str], timeout: float) -> bool:
    """Wait until all is scored, so that no later phase's faults meet it; return whether it was so in time.

    That the functions are quiet does not say so: on a busy machine one may take long to start.
    """
    deadline = time.monotonic() + timeout
    due = [identity for label in labels for identity in _promised(ledger, label)]
    while due := _unscored(site.target, due):
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        site.settle(left)
    return True


def _promised(ledger: Ledger, label: str) -> Iterator[str]:
    for identity, attempts in ledger.of_kind(label).items():
        if identity not in ledger.expired and any(attempt.taken for attempt in attempts):
            yield identity


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
    return [identity for identity in transaction_ids if identity not in scored]
