"""Our clients leave work of the SDK's out; what arrives at AWS is the same."""

import io
import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from handlers.aws.clients import aws_client

STATEMENTS: list[dict[str, Any]] = [
    {
        "Statement": "INSERT INTO \"t\" VALUE {'id': ?, 'more': ?}",
        "Parameters": [
            {"S": 'Café "Zoë"\n☕ 𝄞'},
            {
                "M": {
                    "n": {"N": "0.9"},
                    "list": {"L": [{"BOOL": True}, {"NULL": True}, {"SS": ["a"]}, {"B": b"\x00\xff"}]},
                }
            },
        ],
    },
    {"Statement": "INSERT INTO \"t\" VALUE {'id': ?}", "Parameters": [{"S": "second"}]},
]


class _Raw(io.BytesIO):
    """A body that reads as urllib3's do."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()


def sent(client: Any) -> list[tuple[dict[str, str], Any]]:
    """Return what does not change by the second of all that the client sends: address, headers and content."""
    requests: list[tuple[dict[str, str], Any]] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {name: _text(request.headers[name]) for name in ("Content-Type", "X-Amz-Target")}
        scope = _text(request.headers["Authorization"]).split(",")[0].partition("/")[2]  # who signs is the session's
        requests.append(({**headers, "scope": scope, "url": request.url}, json.loads(request.body or b"")))  # type: ignore[arg-type]  # bytes
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(b"{}"))

    client.meta.events.register("before-send", answer)
    return requests


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


KEY = {"key": {"S": "id#1"}}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("batch_execute_statement", {"Statements": STATEMENTS}),
    ("query", {"TableName": "t", "KeyConditionExpression": "k = :k", "ExpressionAttributeValues": {":k": {"S": "a"}}}),
    ("get_item", {"TableName": "t", "Key": KEY, "ConsistentRead": True}),
    ("batch_get_item", {"RequestItems": {"t": {"Keys": [KEY, {"key": {"S": "id#2"}}], "ConsistentRead": True}}}),
    ("put_item", {"TableName": "t", "Item": {**KEY, "decision": {"B": b"\x00\xff"}}}),
    (
        "update_item",
        {
            "TableName": "t",
            "Key": KEY,
            "UpdateExpression": "ADD ids :ids",
            "ExpressionAttributeValues": {":ids": {"BS": [b"\x01\xfe", b"two"]}},
        },
    ),
    (
        "transact_write_items",
        {"TransactItems": [{"Put": {"TableName": "t", "Item": KEY}}], "ClientRequestToken": "0123-4567"},
    ),
]


@pytest.mark.parametrize(("operation", "parameters"), CALLS, ids=[operation for operation, _ in CALLS])
@pytest.mark.parametrize("endpoint", [None, "http://localhost:4566"])
def test_a_call_arrives_as_the_sdk_writes_it(
    monkeypatch: pytest.MonkeyPatch, operation: str, parameters: dict[str, Any], endpoint: str | None
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    ours: Any = aws_client("dynamodb")
    plain: Any = botocore.session.get_session().create_client("dynamodb")
    from_ours, from_plain = sent(ours), sent(plain)

    for client in (ours, plain):
        getattr(client, operation)(**parameters)

    assert from_ours == from_plain != []
