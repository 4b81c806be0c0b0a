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
    """Return the headers that do not change by the second, and the content, of all that the client sends."""
    requests: list[tuple[dict[str, str], Any]] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {name: str(request.headers[name]) for name in ("Content-Type", "X-Amz-Target")}
        requests.append((headers, json.loads(request.body or b"")))  # type: ignore[arg-type]  # bytes
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(b"{}"))

    client.meta.events.register("before-send", answer)
    return requests


def test_a_batch_of_statements_arrives_as_the_sdk_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    ours: Any = aws_client("dynamodb")
    plain: Any = botocore.session.get_session().create_client("dynamodb")
    from_ours, from_plain = sent(ours), sent(plain)

    for client in (ours, plain):
        client.batch_execute_statement(Statements=STATEMENTS)

    assert from_ours == from_plain != []
