"""Stored transactions and their scores, as a command reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fraudctl.recovery.unscored import OWED
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes

Row = Mapping[str, Any]

LONGEST_KEY = 2048
"""Bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """A score from 0 to 1, what made it, and when (epoch seconds)."""

    transaction_id: str
    score: Decimal
    reasons: tuple[str, ...]
    scored_at: float

    @classmethod
    def of(cls, item: dict[str, Any]) -> "Score":
        """The score in an item of the scores table."""
        return cls(
            transaction_id=item["transaction_id"],
            score=item["fraud_score"],
            reasons=tuple(each["reason"] for each in item["reasons"]),
            scored_at=datetime.fromisoformat(item["scored_at"]).timestamp(),
        )


def all_scores(target: Target) -> Iterator[Score]:
    """Every score in the table; for tables that fit a laptop."""
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports["fraud_scores_table_name"], ConsistentRead=True):
        yield from (Score.of(from_attributes(item)) for item in page["Items"])


def count_scores(target: Target) -> int:
    """How many transactions have a score for which nothing is owed any more."""
    pages = target.client("dynamodb").get_paginator("scan")
    settled = pages.paginate(
        TableName=target.exports["fraud_scores_table_name"],
        Select="COUNT",
        ConsistentRead=True,
        FilterExpression="attribute_not_exists(#owed)",
        ExpressionAttributeNames={"#owed": OWED},
    )
    return sum(page["Count"] for page in settled)


def find(target: Target, transaction_id: str) -> tuple[list[Row], Row | None]:
    """Return the items under an id and its score's item; where requests raced there are several, the scored first."""
    if not _may_be_a_key(transaction_id):
        return [], None
    client, key = target.client("dynamodb"), to_attributes({"transaction_id": transaction_id})
    pages = client.get_paginator("query").paginate(
        TableName=target.exports["transactions_table_name"],
        KeyConditionExpression="transaction_id = :id AND #timestamp >= :zero",
        ExpressionAttributeNames={"#timestamp": "timestamp"},
        ExpressionAttributeValues=to_attributes({":id": transaction_id, ":zero": 0}),
        ConsistentRead=True,
    )
    items = [from_attributes(item) for page in pages for item in page["Items"]]
    found = client.get_item(TableName=target.exports["fraud_scores_table_name"], Key=key, ConsistentRead=True)
    score = from_attributes(found["Item"]) if "Item" in found else None
    return sorted(items, key=lambda item: not score or item.get("timestamp") != score.get("timestamp")), score


def reasons(score: Row) -> Iterator[tuple[str, str]]:
    """Yield the reasons in a score's row, each with its weight; what somebody else put there is left out."""
    listed = score.get("reasons")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict):
            yield str(each.get("reason")), str(each.get("weight"))


def money(row: Row) -> str:
    """Return a row's amount as it is, with its currency where it has one."""
    amount, currency = row.get("amount"), row.get("currency")
    exact = f"{amount:,f}" if isinstance(amount, Decimal) else str(amount)
    return f"{exact} {currency}" if currency else exact


def for_programs(row: Row) -> dict[str, Any]:
    """Return a row as it is stored, its names sorted, beside epoch numbers the times that they are."""
    times = {"timestamp": ("occurred_at", 1000), "expiry": ("expires_at", 1)}
    told = {name: at for number, (name, a_second) in times.items() if (at := epoch(row.get(number), a_second))}
    return dict(sorted({**told, **row}.items()))


def epoch(number: object, a_second: int = 1000) -> datetime | None:
    """Return the time of an epoch number, None where it is none."""
    try:
        return datetime.fromtimestamp(float(number) / a_second, UTC) if isinstance(number, Decimal | int) else None
    except (OverflowError, ValueError, OSError):
        return None


def _may_be_a_key(transaction_id: str) -> bool:
    """Return whether DynamoDB takes it for a key; the command line may hold any bytes."""
    try:
        return 0 < len(transaction_id.encode()) <= LONGEST_KEY
    except UnicodeEncodeError:
        return False
