"""Decision's log: which ids went to the queue before they were anywhere else."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fraudctl.observe.log_events import log_events
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target

FIRST = frozenset({"decided", "queued"})
"""Messages of Decision that say where a decision was kept first; `duplicate` says that it was there."""


def read_deferred(target: Target) -> frozenset[str]:
    """Return the ids whose first decision went to Ingestion's queue, since the table did not take it."""
    group = f"/aws/lambda/{function_names(target)['decision']}"
    return deferred_of(log_events(target.client("logs"), logGroupName=group))


def deferred_of(events: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids of which these log events say that the queue had them before a table."""
    first: dict[str, str] = {}
    for text in (str(event["message"]) for event in events):
        match json.loads(text) if text.startswith("{") else None:
            case {"message": str(message), "transaction_id": str(transaction_id)} if message in FIRST:
                first.setdefault(transaction_id, message)
    return frozenset(transaction_id for transaction_id, message in first.items() if message == "queued")
