"""Reads of stored transactions and their scores."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fraudctl.client.row_facts import StoredRow
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.settlement import PENDING

RowImage = Mapping[str, Mapping[str, Any]]
"""A row attribute by attribute, in DynamoDB's typed form."""

MAX_KEY_BYTES = 2048
"""Bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """A score from 0 to 1, its outcome, what made it, and when (epoch seconds)."""

    transaction_id: str
    score: Decimal
    outcome: str
    reasons: tuple[str, ...]
    scored_at: float

    @classmethod
    def of(cls, item: dict[str, Any]) -> "Score":
        """Return the score in an item of the scores table."""
        return cls(
            transaction_id=item["transaction_id"],
            score=item["fraud_score"],
            outcome=item.get("outcome", "approve"),  # a release before outcomes alerted by the score alone
            reasons=tuple(each["reason"] for each in item["reasons"]),
            scored_at=datetime.fromisoformat(item["scored_at"]).timestamp(),
        )

    def alert_due(self, threshold: Decimal) -> bool:
        """Return whether the score is above the alert threshold, or the outcome not approve."""
        return self.score > threshold or self.outcome != "approve"


def all_scores(target: Target) -> Iterator[Score]:
    """Yield every score in the table; for tables that fit a laptop."""
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=target.exports["fraud_scores_table_name"], ConsistentRead=True):
        yield from (Score.of(from_attributes(item)) for item in page["Items"])


def count_scores(target: Target) -> int:
    """Return how many transactions have a settled score: nothing is pending for it."""
    pages = target.client("dynamodb").get_paginator("scan")
    settled = pages.paginate(
        TableName=target.exports["fraud_scores_table_name"],
        Select="COUNT",
        ConsistentRead=True,
        FilterExpression="attribute_not_exists(#pending)",
        ExpressionAttributeNames={"#pending": PENDING},
    )
    return sum(page["Count"] for page in settled)


def scored_among(target: Target, ids: Collection[str]) -> set[str]:
    """Return those of some transactions, 100 at most, whose score is stored: profiles hold them by then."""
    if not ids:
        return set()
    table = target.exports["fraud_scores_table_name"]
    keys = [to_attributes({"transaction_id": each}) for each in sorted(ids)]
    asked = {"Keys": keys, "ProjectionExpression": "transaction_id", "ConsistentRead": True}
    found = target.client("dynamodb").batch_get_item(RequestItems={table: asked})
    return {item["transaction_id"]["S"] for item in found["Responses"].get(table, ())}


def find_transaction(target: Target, transaction_id: str) -> tuple[list[StoredRow], StoredRow | None]:
    """Return the items under an id and its score's item; where requests raced there are several, the scored first."""
    images, score = find_images(target, transaction_id)
    return [from_attributes(image) for image in images], score


def find_images(target: Target, transaction_id: str) -> tuple[list[RowImage], StoredRow | None]:
    """Return the same, the items attribute by attribute in DynamoDB's typed form."""
    if not _is_valid_key(transaction_id):
        return [], None
    client, key = target.client("dynamodb"), to_attributes({"transaction_id": transaction_id})
    pages = client.get_paginator("query").paginate(
        TableName=target.exports["transactions_table_name"],
        KeyConditionExpression="transaction_id = :id AND #timestamp >= :zero",
        ExpressionAttributeNames={"#timestamp": "timestamp"},
        ExpressionAttributeValues=to_attributes({":id": transaction_id, ":zero": 0}),
        ConsistentRead=True,
    )
    images: list[RowImage] = [item for page in pages for item in page["Items"]]
    found = client.get_item(TableName=target.exports["fraud_scores_table_name"], Key=key, ConsistentRead=True)
    score = from_attributes(found["Item"]) if "Item" in found else None
    scored = score.get("timestamp") if score else None
    return sorted(images, key=lambda image: Decimal(image["timestamp"]["N"]) != scored), score


def _is_valid_key(transaction_id: str) -> bool:
    """Return whether DynamoDB takes the id as a key; the command line may hold any bytes."""
    try:
        return 0 < len(transaction_id.encode()) <= MAX_KEY_BYTES
    except UnicodeEncodeError:
        return False
