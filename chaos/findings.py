"""What stands in the tables, the topic's subscriber and the queues in the end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from chaos.expectation import THRESHOLD
from chaos.site import STAGES, Site
from fraudctl.stacks.target import Target

Item = Mapping[str, Any]

OUT_OF_SIGHT = 300
"""Seconds for which a message that was looked at is not handed out again."""

_deserialize = TypeDeserializer().deserialize


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Items by transaction id; claims, which only keep a timestamp for an id, are left out."""

    stored: Mapping[str, Sequence[Item]]
    scores: Mapping[str, Item]
    alerts: Mapping[str, Sequence[Item]]
    letters: Mapping[str, Sequence[Item]]
    """Requests that lie in Ingestion's queue."""
    set_aside: frozenset[str]
    """Ids of the records that lie in Processing's queue."""
    other_messages: int
    """What lies in the queues beside these."""


def look(site: Site) -> Findings:
    """Reads everything; the alerts are taken from their queue."""
    target = site.target
    rows = [row for row in _scan(target, "transactions_table_name") if "claimed_timestamp" not in row]
    letters, records, others = list[Item](), set[str](), 0
    for message in (each for stage in STAGES for each in _messages(target, f"{stage}_queue_url")):
        match message:
            case {"request": request}:
                letters.append(request)
            case {"record": {"dynamodb": {"Keys": {"transaction_id": {"S": identity}}}}}:
                records.add(identity)
            case _:
                others += 1
    scores = {item["transaction_id"]: item for item in _scan(target, "fraud_scores_table_name")}
    risky = sum(score["fraud_score"] > THRESHOLD for score in scores.values())
    return Findings(
        stored=_by_id(rows),
        scores=scores,
        alerts=_by_id(site.alerts.take(risky)),
        letters=_by_id(letters),
        set_aside=frozenset(records),
        other_messages=others,
    )


def _by_id(items: Sequence[Item]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item["transaction_id"], []).append(item)
    return grouped


def _scan(target: Target, export: str) -> Iterator[Item]:
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports[export], ConsistentRead=True):
        yield from ({name: _deserialize(value) for name, value in item.items()} for item in page["Items"])


def _messages(target: Target, export: str) -> Iterator[Any]:
    queues, url = target.client("sqs"), target.exports[export]
    while messages := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=OUT_OF_SIGHT).get(
        "Messages"
    ):
        yield from (json.loads(message["Body"], parse_float=Decimal, parse_int=Decimal) for message in messages)
