"""The final state of the tables, the queues and the topic's subscriber."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chaos.ledger import Ledger
from chaos.stack import FaultyStack
from chaos.told import Told
from chaos.verdict.decision_log import DecisionLog, read_decision_log
from chaos.verdict.remains import MARKS, Remain, read_remains
from chaos.verdict.replays import Replays
from chaos.verdict.rollout_state import RolloutState
from chaos.verdict.scoring_log import ScoringRuns, read_scoring_runs
from chaos.verdict.stored_decisions import decision_in_message, decision_in_row
from fraudctl.recovery import REDRIVE_ORDER
from fraudctl.recovery.webhooks import webhook_queues
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes

FoundItem = Mapping[str, Any]
"""A row, an alert or a queued request."""

VISIBILITY_TIMEOUT = 300
"""Seconds; so long a message that was read is not received again."""

CLAIM = "id#"
"""The beginning of a key in the decisions table by which a decision claims its id."""


@dataclass(frozen=True, kw_only=True)
class FinalState:
    """Items by transaction id, without the claims, which only reserve a timestamp for an id."""

    stored: Mapping[str, Sequence[FoundItem]]
    scores: Mapping[str, FoundItem]
    alerts: Mapping[str, Sequence[FoundItem]]
    queued: Mapping[str, Sequence[FoundItem]]
    """Requests in Ingestion's queue."""
    set_aside: frozenset[str]
    """Ids of the records in Processing's queue."""
    other_messages: int
    """Messages in the queues beside these."""
    profiles: Mapping[str, bytes] = field(default_factory=dict)
    """Profiles by key, as they were written."""
    labels: Mapping[str, FoundItem] = field(default_factory=dict)
    """Rows of the labels table, by transaction id."""
    facts: Mapping[str, bytes] = field(default_factory=dict)
    """The labels among the facts of entities, by key, as they were written."""
    runs: ScoringRuns = field(default_factory=lambda: ScoringRuns(()))
    decisions: Mapping[str, Mapping[int, Told]] = field(default_factory=dict)
    """Decisions in the rows of the transactions, by id and timestamp."""
    queued_decisions: Mapping[str, Sequence[Told]] = field(default_factory=dict)
    """Those in messages of Ingestion's queue, by id."""
    claims: frozenset[str] = frozenset()
    """Ids that Decision has claimed; a claim whose time is over is as good as gone."""
    reviews: Mapping[str, FoundItem] = field(default_factory=dict)
    """Rows of the reviews table, by transaction id."""
    events: Mapping[str, Sequence[FoundItem]] = field(default_factory=dict)
    """Events by the id of their transaction, each with `published`, when it was, in epoch milliseconds."""
    taken: frozenset[str] | None = None
    """Ids of the events that the webhook took; None where there is no webhook."""
    on_bus: frozenset[str] | None = None
    """Ids of the events that the bus took; None where there is no bus."""
    decision_log: DecisionLog = field(default_factory=DecisionLog)
    rollout: RolloutState = field(default_factory=RolloutState)
    remains: Sequence[Remain] = ()
    """All that names persons who were erased."""
    marks_left: bool = False
    """True if the item with the marks of erasures is there."""


def read_final_state(
    stack: FaultyStack, events: Mapping[str, Sequence[FoundItem]], ledger: Ledger | None = None
) -> FinalState:
    """Read everything but the events, which were read; the alerts are removed from their queue.

    What is left of erased persons is read where a ledger says who they are.
    """
    target, ledger = stack.target, ledger or Ledger()
    typed = [row for row in _scan(target, "transactions_table_name") if "claimed_timestamp" not in row]
    rows = list(map(from_attributes, typed))
    queued, records, others = list[FoundItem](), set[str](), 0
    queued_decisions: dict[str, list[Told]] = {}
    texts = [each for stage in REDRIVE_ORDER for each in _messages(target, str(target.exports[f"{stage}_queue_url"]))]
    for text in texts:
        match json.loads(text, parse_float=Decimal, parse_int=Decimal):
            case {"request": request}:
                queued.append(request)
                if decided := decision_in_message(text):
                    queued_decisions.setdefault(request["transaction_id"], []).append(decided)
            case {"record": {"dynamodb": {"Keys": {"transaction_id": {"S": transaction_id}}}}}:
                records.add(transaction_id)
            case _:
                others += 1
    scores = {item["transaction_id"]: item for item in _rows(target, "fraud_scores_table_name")}
    entities = list(_rows(target, "fraud_profiles_table_name"))  # with notes of what was loaded, too
    now = time.time()
    claims = [each for each in _rows(target, "fraud_decisions_table_name") if each["expiry"] > now]
    others_queues = [str(target.exports["feedback_queue_url"]), *webhook_queues(target).values()]
    unread = [each for url in others_queues for each in _messages(target, url)]
    remains = read_remains(target, ledger.erasures.persons, ledger.customers_of_former(), [*texts, *unread])
    risky = sum(score.get("outcome") != "approve" for score in scores.values())
    return FinalState(
        stored=_by_id(rows),
        scores=scores,
        alerts=_by_id(stack.alerts.take(risky, number=Decimal)),
        queued=_by_id(queued),
        set_aside=frozenset(records),
        other_messages=others,
        profiles={item["entity"]: bytes(item["profile"]) for item in entities if "profile" in item},
        labels={item["transaction_id"]: item for item in _rows(target, "fraud_labels_table_name")},
        facts={item["entity"]: bytes(item["labels"]) for item in entities if "labels" in item},
        runs=ScoringRuns(read_scoring_runs(target)),
        decisions=_decisions(typed),
        queued_decisions=queued_decisions,
        claims=frozenset(each["key"].removeprefix(CLAIM) for each in claims if each["key"].startswith(CLAIM)),
        reviews={item["transaction_id"]: item for item in _rows(target, "fraud_reviews_table_name")},
        events=events,
        taken=stack.webhook.taken,
        on_bus=stack.bus.take(),
        decision_log=read_decision_log(target),
        rollout=_rollout(target, typed, scores),
        remains=list(remains),
        marks_left=any(item["entity"] == MARKS for item in entities),
    )


def _rollout(target: Target, typed: Sequence[FoundItem], scores: Mapping[str, FoundItem]) -> RolloutState:
    rows = list(_rows(target, "fraud_strategies_table_name"))
    documents = {row["id"]: row["document"] for row in rows if row["kind"] == "document"}
    replays = Replays(documents)
    replays.replay(typed, scores)
    return RolloutState(
        pointers={row["id"]: row for row in rows if row["kind"] == "pointer"},
        changes=sorted((row for row in rows if row["kind"] == "change"), key=lambda row: row["id"]),
        replayed=replays.count,
        replays_that_differ=replays.differ,
    )


def _decisions(rows: Sequence[FoundItem]) -> dict[str, dict[int, Told]]:
    found: dict[str, dict[int, Told]] = {}
    for row in rows:
        if decided := decision_in_row(row):
            found.setdefault(row["transaction_id"]["S"], {})[int(row["timestamp"]["N"])] = decided
    return found


def _by_id(items: Sequence[FoundItem]) -> dict[str, list[FoundItem]]:
    grouped: dict[str, list[FoundItem]] = {}
    for item in items:
        grouped.setdefault(item["transaction_id"], []).append(item)
    return grouped


def _rows(target: Target, export: str) -> Iterator[FoundItem]:
    return map(from_attributes, _scan(target, export))


def _scan(target: Target, export: str) -> Iterator[FoundItem]:
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports[export], ConsistentRead=True):
        yield from page["Items"]


def _messages(target: Target, url: str) -> Iterator[str]:
    queues = target.client("sqs")
    while messages := queues.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=VISIBILITY_TIMEOUT
    ).get("Messages"):
        yield from (message["Body"] for message in messages)
