"""The reviews table on an AWS in memory."""

from collections.abc import Mapping
from typing import Any

import boto3

from handlers.aws.attributes import from_attributes, to_attributes

REVIEWS = "fraud-reviews-test"


def make_reviews_table(aws: boto3.Session) -> None:
    """Make an empty table, unless there is one."""
    client = aws.client("dynamodb")
    if REVIEWS in client.list_tables()["TableNames"]:
        return
    client.create_table(
        TableName=REVIEWS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "transaction_id", "AttributeType": "S"},
            {"AttributeName": "review_shard", "AttributeType": "S"},
            {"AttributeName": "due", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "review_shard", "KeyType": "HASH"},
                    {"AttributeName": "due", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )


def put_review(aws: boto3.Session, row: Mapping[str, Any]) -> None:
    """Write a row."""
    aws.client("dynamodb").put_item(TableName=REVIEWS, Item=to_attributes(row))


def review_row(aws: boto3.Session, transaction_id: str) -> Mapping[str, Any] | None:
    """Return a row."""
    found = aws.client("dynamodb").get_item(TableName=REVIEWS, Key={"transaction_id": {"S": transaction_id}})
    return from_attributes(found["Item"]) if "Item" in found else None
