"""Stored transactions and their scores, as a command reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fraudctl.recovery.unscored import OWED
from fraudctl.target import Target
from handlers.edges.attributes import from_attributes, to_attributes


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


def find(target: Target, transaction_id: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The transaction's item and its score's item, where there are any."""
    client, key = target.client("dynamodb"), to_attributes({"transaction_id": transaction_id})
    stored = client.query(
        TableName=target.exports["transactions_table_name"],
        KeyConditionExpression="transaction_id = :id AND #timestamp >= :zero",
        ExpressionAttributeNames={"#timestamp": "timestamp"},
        ExpressionAttributeValues=to_attributes({":id": transaction_id, ":zero": 0}),
        ConsistentRead=True,
    )["Items"]
    scored = client.get_item(TableName=target.exports["fraud_scores_table_name"], Key=key, ConsistentRead=True)
    transaction = from_attributes(stored[0]) if stored else None
    return transaction, from_attributes(scored["Item"]) if "Item" in scored else None
