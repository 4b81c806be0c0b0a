"""Decision's log: which answers came from the queue, since the table did not take the decision."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fraudctl.observe.log_events import log_events
from fraudctl.observe.logs import function_names
from fraudctl.stacks.target import Target

QUEUED = "queued"
KEPT = frozenset({"decided", QUEUED})
"""Messages that say where a decision was kept; `duplicate` says that it was there."""


@dataclass(kw_only=True)
class DecisionLog:
    """The decisions that went to Ingestion's queue, by id."""

    first: set[str] = field(default_factory=set)
    """Ids whose first decision went there."""
    outcomes: dict[str, set[str]] = field(default_factory=dict)
    """The outcomes that clients were told from there."""


def read_decision_log(target: Target) -> DecisionLog:
    """Return what Decision's log says of the queue."""
    group = f"/aws/lambda/{function_names(target)['decision']}"
    return parse_decision_log(log_events(target.client("logs"), logGroupName=group))


def parse_decision_log(events: Iterable[Mapping[str, Any]]) -> DecisionLog:
    """Return what these log events, in the order of time, say of the queue."""
    log, known = DecisionLog(), set[str]()
    for text in (str(event["message"]) for event in events):
        match json.loads(text) if text.startswith("{") else None:
            case {"message": str(message), "transaction_id": str(identity), "outcome": str(outcome)} if message in KEPT:
                if message == QUEUED:
                    log.outcomes.setdefault(identity, set()).add(outcome)
                    log.first.update({identity} - known)
                known.add(identity)
    return log
