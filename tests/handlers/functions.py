"""The functions on an AWS in memory, seen from outside: what goes in, what comes out, what is left behind."""

import importlib
import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

import handlers
from handlers.aws.attributes import from_attributes
from handlers.contract.transaction import CLAIM_TIMESTAMP

EVENTS = Path(__file__).parent.parent / "events"


def captured_event(name: str) -> dict[str, Any]:
    """A captured event."""
    captured: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return captured


@dataclass(frozen=True)
class FakeLambdaContext:
    """What of Lambda's context the functions look at."""

    aws_request_id: str = "8f7e6d5c-0000-4000-8000-1234567890ab"


class FunctionLogs:
    """What a function wrote to its log, read once."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.stream = io.StringIO()  # pytest's own stdout is another one in a fixture than in its test
        self._capsys = capsys

    def text(self) -> str:
        """Everything, on both streams."""
        written = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return written + "".join(self._capsys.readouterr())

    def lines(self) -> list[dict[str, Any]]:
        """Each line, which has to be a JSON object."""
        return [json.loads(line) for line in self.text().splitlines()]


class SilentLogs:
    """Where a function's log goes when nobody reads it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()


@contextmanager
def import_handler(name: str, environment: Mapping[str, str], logs: FunctionLogs | SilentLogs) -> Iterator[ModuleType]:
    """An entry point as Lambda's init phase leaves it, and no trace of it afterwards."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(logs.stream):
        for key, value in {"ENVIRONMENT": "test", **environment}.items():
            patch.setenv(key, value)
        module = importlib.import_module(f"handlers.{name}")
    yield module
    del sys.modules[f"handlers.{name}"]
    delattr(handlers, name)


@dataclass(frozen=True, kw_only=True)
class IngestionResponse:
    """An answer of Ingestion's."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class IngestionOnAws:
    """Ingestion, its table and its queue."""

    module: ModuleType
    aws: boto3.Session
    table: str
    queue_url: str

    def answer(self, proxy_event: Mapping[str, Any]) -> IngestionResponse:
        """What the client gets back."""
        raw = self.module.handler(proxy_event, FakeLambdaContext())
        assert set(raw) == {"statusCode", "headers", "body"}
        return IngestionResponse(status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"]))

    def post(self, body: str | Mapping[str, Any]) -> IngestionResponse:
        """As `answer`, for a body that is JSON text or is made JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        return self.answer({**captured_event("api_request"), "body": text})

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Everything in the table, claims too."""
        found = self.aws.client("dynamodb").scan(TableName=self.table)["Items"]
        return [from_attributes(attributes) for attributes in found]

    @property
    def items(self) -> list[dict[str, Any]]:
        """The transactions in the table."""
        return [row for row in self.rows if row["timestamp"] != CLAIM_TIMESTAMP]

    @property
    def letters(self) -> list[Any]:
        """The messages in the queue, as SQS gives them."""
        return receive_messages(self.aws, self.queue_url)


def receive_messages(aws: boto3.Session, queue_url: str) -> list[Any]:
    """Up to ten messages of a queue."""
    answer = aws.client("sqs").receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    return list(answer.get("Messages", []))
