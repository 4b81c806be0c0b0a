"""Calls of the pipeline's tests to a stack: requests to its API, and its rows and messages."""

import json
import urllib.error
import urllib.request
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from fraudctl.stacks.local_stack import LocalStack
from handlers.aws.attributes import from_attributes
from tests.pipeline.waiting import eventually

ROOT = Credentials("test", "test")
LARGEST_READ = 100
"""Keys that BatchGetItem takes."""
SMALL_BATCH = 30
"""Requests that a slow machine, too, looks for and stores in the time that Ingestion gives a batch."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True)
class ApiAnswer:
    status: int
    body: Any
    headers: dict[str, str]


def post_transaction(
    stack: LocalStack,
    body: bytes | dict[str, Any],
    *,
    credentials: Credentials | None = ROOT,
    content_type: str = "application/json",
    path: str = "",
    endpoint: str = "api_endpoint",
) -> ApiAnswer:
    """Post to the API, unsigned without credentials, and return its answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    url = stack.target.exports[endpoint] + path
    request = AWSRequest("POST", url, data=data, headers={"Content-Type": content_type})
    if credentials:
        SigV4Auth(credentials, "execute-api", stack.target.region).add_auth(request)
    signed = urllib.request.Request(url, data=data, headers=dict(request.headers.items()))  # noqa: S310 -- 127.0.0.1
    try:
        with urllib.request.urlopen(signed, timeout=30) as answer:  # noqa: S310 -- 127.0.0.1
            return ApiAnswer(answer.status, json.load(answer), dict(answer.headers.items()))
    except urllib.error.HTTPError as error:
        with error:
            return ApiAnswer(error.code, json.load(error), dict(error.headers.items()))


def post_and_score(stack: LocalStack, requests: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Post the requests in batches, with exact amounts, and return their scores by id, once all are there."""
    for first in range(0, len(requests), SMALL_BATCH):
        batch = requests[first : first + SMALL_BATCH]
        answer = post_transaction(stack, _encode({"transactions": batch}), path="/batch")
        assert [each["status"] for each in answer.body["results"]] == ["stored"] * len(batch)
    return scores(stack, [each["transaction_id"] for each in requests])


def items(stack: LocalStack, table: str) -> list[dict[str, Any]]:
    """Return all items of the table that the stack exports under this name, whatever numbers they hold."""
    pages = stack.target.client("dynamodb").get_paginator("scan")
    return [
        from_attributes(item)
        for page in pages.paginate(TableName=stack.target.exports[table], ConsistentRead=True)
        for item in page["Items"]
    ]


def stored_transactions(stack: LocalStack, transaction_id: str) -> list[dict[str, Any]]:
    """Return the stored transactions of this id, without claims of the id."""
    pages = (
        stack.target.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=stack.target.exports["transactions_table_name"],
            KeyConditionExpression="transaction_id = :id",
            ExpressionAttributeValues={":id": {"S": transaction_id}},
            ConsistentRead=True,
        )
    )
    found = [from_attributes(item) for page in pages for item in page["Items"]]
    return [item for item in found if "created_at" in item]


def score(stack: LocalStack, transaction_id: str) -> dict[str, Any]:
    """Return the score of this transaction, once it is there."""
    return scores(stack, [transaction_id])[transaction_id]


def scores(stack: LocalStack, transaction_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the scores of these transactions, by id, once all are there."""
    wanted, seen = set(transaction_ids), set[str]()

    def look() -> dict[str, dict[str, Any]] | None:
        seen.update(scores_now(stack, wanted - seen))
        found = scores_now(stack, wanted) if seen == wanted else {}
        return found if len(found) == len(wanted) else None

    return eventually(look, f"a score of {', '.join(sorted(wanted))}")


def scores_now(stack: LocalStack, transaction_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the scores of these transactions, by id, that are there."""
    client, table, found = stack.target.client("dynamodb"), stack.target.exports["fraud_scores_table_name"], {}
    keys = [{"transaction_id": {"S": each}} for each in sorted(transaction_ids)]
    for first in range(0, len(keys), LARGEST_READ):
        asked = {table: {"Keys": keys[first : first + LARGEST_READ], "ConsistentRead": True}}
        rows = map(from_attributes, client.batch_get_item(RequestItems=asked)["Responses"][table])
        found.update({row["transaction_id"]: row for row in rows})
    return found


def messages(stack: LocalStack, queue: str) -> list[dict[str, Any]]:
    """Receive and delete the messages in the queue that the stack exports under this name."""
    client, url = stack.target.client("sqs"), stack.target.exports[queue]
    answer = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    for message in answer.get("Messages", []):
        client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return list(answer.get("Messages", []))


def as_decimal(number: str) -> Decimal:
    """Return a number as DynamoDB returns it."""
    return Decimal(number)
