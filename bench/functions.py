"""The functions as Lambda's init phase leaves them, in this process, on an AWS that answers at once."""

import contextlib
import importlib
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, cast

import boto3

from bench.aws.instant import InstantAws
from handlers.aws.clients import SESSION

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "ASIABENCHBENCHBENCH0",
    "AWS_SECRET_ACCESS_KEY": "k" * 40,
    "AWS_SESSION_TOKEN": "t" * 900,  # about what Lambda's are: every request carries and signs it
    "AWS_EC2_METADATA_DISABLED": "true",
    "ENVIRONMENT": "bench",
    "TRANSACTIONS_TABLE": "transactions-bench",
    "FRAUD_SCORER_FUNCTION": "fraud-scorer-bench",
    "FRAUD_SCORES_TABLE": "fraud-scores-bench",
    "SNS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:fraud-alerts-bench",
    "DLQ_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/dlq-bench",
    "ALERT_THRESHOLD": "0.8",
    "SCORE_RETENTION_DAYS": "30",
    "_X_AMZN_TRACE_ID": "Root=1-6921b0f0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0",
}
"""All that the three functions find in theirs."""

NAMES = ("ingestion", "processing", "scoring")

MEMORY = {"ingestion": 256, "processing": 512, "scoring": 1024}
"""MB that the components give them, as the design has it."""


class Written(io.TextIOBase):
    """A function's log, of which only the size is kept."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, text: str) -> int:
        self.bytes += len(text.encode())
        return len(text)


@dataclass(frozen=True, kw_only=True)
class Context:
    """What of Lambda's context the functions look at."""

    aws_request_id: str = "8f7e6d5c-0000-4000-8000-1234567890ab"
    function_name: str = "bench"


@dataclass(frozen=True, kw_only=True)
class Functions:
    """The loaded entry points and what they have logged."""

    modules: Mapping[str, ModuleType]
    logs: Mapping[str, Written]
    context: Context = field(default_factory=Context)

    def call(self, name: str, event: Mapping[str, Any]) -> Any:
        """The function's answer to the event."""
        return self.modules[name].handler(event, self.context)


@contextlib.contextmanager
def loaded(aws: InstantAws) -> Iterator[Functions]:
    """The three functions with every client of theirs on `aws`; for a process that does nothing else with boto3."""
    os.environ.update(ENVIRONMENT)
    boto3.setup_default_session()
    for session in (SESSION, cast("boto3.Session", boto3.DEFAULT_SESSION)._session):  # noqa: SLF001 -- boto3 shows its events to its own clients only
        aws.attach(session.get_component("event_emitter"))
    logs, modules = {name: Written() for name in NAMES}, {}
    for name in NAMES:
        with contextlib.redirect_stdout(logs[name]):
            modules[name] = importlib.import_module(f"handlers.{name}")
    yield Functions(modules=modules, logs=logs)
