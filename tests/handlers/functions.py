"""The entry points as tests import and invoke them: captured events, Lambda's context, the log."""

import functools
import importlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

import handlers
from handlers.aws import strategies_at_start
from handlers.aws.clients import SESSION
from handlers.aws.packaged_strategy import packaged_strategy
from handlers.aws.strategy_table import StrategyTable
from handlers.decision.strategy.pointers import Pointers
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.clients_made_once import client_like_one_made
from tests.handlers.strategies import packaged_json
from tests.handlers.strategies_on_aws import decide_by

EVENTS = Path(__file__).parent.parent / "events"


def captured_event(name: str) -> dict[str, Any]:
    """Return a captured event."""
    captured: dict[str, Any] = json.loads(_captured_text(name))
    return captured


@functools.cache
def _captured_text(name: str) -> str:
    return (EVENTS / f"{name}.json").read_text(encoding="utf-8")


@dataclass(frozen=True)
class FakeLambdaContext:
    """The part of Lambda's context that the functions use."""

    aws_request_id: str = "8f7e6d5c-0000-4000-8000-1234567890ab"


class FunctionLogs:
    """The log of a function; what was read once is gone."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.stream = io.StringIO()  # pytest's own stdout is another one in a fixture than in its test
        self._capsys = capsys

    def text(self) -> str:
        """Return everything that was written, on both streams."""
        written = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return written + "".join(self._capsys.readouterr())

    def lines(self, *, of_strategies: bool = False) -> list[dict[str, Any]]:
        """Return each line, which must be a JSON object: those about reads of the strategies, or all others."""
        lines = [json.loads(line) for line in self.text().splitlines()]
        return [line for line in lines if line["message"].startswith("strateg") is of_strategies]


class SilentLogs:
    """A log that nobody reads."""

    def __init__(self) -> None:
        self.stream = io.StringIO()


@functools.cache
def packaged_once(alert_threshold: Decimal | None) -> Strategy:
    """Return the strategy that an entry point finds in its archive: compiling it takes longer than many a test."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(packaged_json())
        file.flush()
        return packaged_strategy(file.name, alert_threshold)


@contextmanager
def import_handler(
    name: str, environment: Mapping[str, str], logs: FunctionLogs | SilentLogs, *, deployed: Strategy | None = None
) -> Iterator[ModuleType]:
    """Import an entry point as Lambda's init phase does, and remove it afterwards.

    With a strategy that is `deployed` it needs no AWS to start, and reads no other.
    """
    with (
        tempfile.NamedTemporaryFile("w", suffix=".json") as strategy,
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(logs.stream),
    ):
        strategy.write(packaged_json())
        strategy.flush()
        for key, value in {"ENVIRONMENT": "test", "STRATEGY_FILE": strategy.name, **environment}.items():
            patch.setenv(key, value)
        patch.setattr(SESSION, "create_client", client_like_one_made)
        if "STRATEGY_FILE" not in environment:
            patch.setattr(strategies_at_start, "packaged_strategy", lambda _, threshold: packaged_once(threshold))
        if deployed:
            patch.setattr(StrategyTable, "pointers", lambda _: Pointers(active=deployed.digest))
            patch.setattr(StrategyTable, "document", lambda *_: deployed)
        module = importlib.import_module(f"handlers.{name}")
    if deployed:  # by now the table is asked again
        decide_by(module, deployed)
    yield module
    del sys.modules[f"handlers.{name}"]
    delattr(handlers, name)


def receive_messages(aws: boto3.Session, queue_url: str) -> list[Any]:
    """Return up to ten messages of a queue."""
    answer = aws.client("sqs").receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    return list(answer.get("Messages", []))
