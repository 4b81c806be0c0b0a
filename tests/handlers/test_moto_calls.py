"""Without HTTP, moto answers and refuses calls of DynamoDB as it does over HTTP."""

from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.handlers.moto_calls import empty_account

TABLE = "fraud-scores-calls"
KEY = {"transaction_id": {"S": "tx-1"}}
ITEM = {
    **KEY,
    "alert_shard": {"S": "a"},
    "amount": {"N": "12.50"},
    "profile": {"B": b"\x00\xff"},
    "pending": {"SS": ["alert", "event"]},
    "more": {"M": {"list": {"L": [{"BOOL": True}, {"NULL": True}]}}},
}
ABSENT = {"ConditionExpression": "attribute_not_exists(transaction_id)"}
SHOWN = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
PUT = {"TableName": TABLE, "Item": ITEM}
UPDATE = {
    "TableName": TABLE,
    "Key": KEY,
    "UpdateExpression": "SET amount = :amount REMOVE more DELETE pending :done",
    "ConditionExpression": "attribute_exists(transaction_id)",
    "ExpressionAttributeValues": {":amount": {"N": "9"}, ":done": {"SS": ["alert"]}},
}
BY_SHARD = {"KeyConditionExpression": "alert_shard = :shard", "ExpressionAttributeValues": {":shard": {"S": "a"}}}

CREATE: Mapping[str, Any] = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "transaction_id", "KeyType": "HASH"}],
    "AttributeDefinitions": [
        {"AttributeName": each, "AttributeType": "S"} for each in ("transaction_id", "alert_shard")
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "shards",
            "KeySchema": [{"AttributeName": "alert_shard", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["amount"]},
        }
    ],
}

CALLS: list[tuple[str, Mapping[str, Any]]] = [
    ("put_item", {**PUT, **ABSENT}),
    ("put_item", {**PUT, **ABSENT}),
    ("put_item", {**PUT, **ABSENT, **SHOWN}),
    ("get_item", {"TableName": TABLE, "Key": KEY, "ConsistentRead": True}),
    ("get_item", {"TableName": TABLE, "Key": {"transaction_id": {"S": "tx-2"}}}),
    ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [KEY], "ConsistentRead": True}}}),
    ("query", {"TableName": TABLE, "IndexName": "shards", **BY_SHARD}),
    ("query", {"TableName": TABLE, "IndexName": "shards", "Select": "COUNT", **BY_SHARD}),
    ("transact_write_items", {"TransactItems": [{"Put": {**PUT, **ABSENT, **SHOWN}}]}),
    ("update_item", {**UPDATE, "ReturnValues": "ALL_NEW"}),
    ("update_item", {**UPDATE, **SHOWN, "Key": {"transaction_id": {"S": "tx-2"}}}),
    ("scan", {"TableName": TABLE}),
    ("delete_item", {"TableName": TABLE, "Key": KEY}),
    ("list_tables", {}),
    ("scan", {"TableName": "fraud-scores-none"}),
]


def answers(session: boto3.Session) -> list[Any]:
    """Return the answers to all calls without what HTTP adds, each refusal as its class and what it says."""
    client: Any = session.client("dynamodb")
    client.create_table(**CREATE)
    found = list[Any]()
    for name, arguments in CALLS:
        try:
            answer = getattr(client, name)(**arguments)
        except ClientError as error:
            found.append((type(error).__name__, str(error), _plain(error.response)))
        else:
            found.append(_plain(answer))
    return found


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in answer.items() if name != "ResponseMetadata"}


def test_every_call_has_the_answer_that_it_has_over_http(session: boto3.Session) -> None:
    with mock_aws():
        over_http = answers(session)
    with empty_account():
        at_once = answers(session)

    assert at_once == over_http
