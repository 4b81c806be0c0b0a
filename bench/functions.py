"""The functions, loaded in this process as in Lambda's init phase, on an AWS that answers at once."""

import contextlib
import importlib
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, cast

import boto3
from botocore import xform_name

from bench.aws.instant import InstantAws
from bench.packaged import IN_ARCHIVE, packaged_json
from handlers.aws.clients import CLIENT_TIMEOUTS, SESSION
from handlers.aws.followed_pointers import PointerFollower
from handlers.aws.read_times import ReadTimes
from handlers.aws.strategies_log import StrategiesLog
from handlers.decision.strategy.pointers import Pointers
from handlers.decision.strategy.strategy import Strategy

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "ASIABENCHBENCHBENCH0",
    "AWS_SECRET_ACCESS_KEY": "k" * 40,
    "AWS_SESSION_TOKEN": "t" * 900,  # about what Lambda's are: every request carries and signs it
    "AWS_EC2_METADATA_DISABLED": "true",
    "ENVIRONMENT": "bench",
    "TRANSACTIONS_TABLE": "transactions-bench",
    "DECISIONS_TABLE": "fraud-decisions-bench",
    "STRATEGIES_TABLE": "fraud-strategies-bench",
    "LABELS_TABLE": "fraud-labels-bench",
    "REVIEWS_TABLE": "fraud-reviews-bench",
    "REFUSE_CARD_NUMBERS": "false",
    "TRANSACTION_RETENTION_DAYS": "0",
    "ANSWER_SECONDS": "3",
    "FRAUD_SCORER_FUNCTION": "fraud-scorer-bench",
    "FRAUD_SCORES_TABLE": "fraud-scores-bench",
    "SNS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:fraud-alerts-bench",
    "REVIEW_HOURS": "24",
    "EVENTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:fraud-events-bench",
    "EVENT_BUS": "",
    "DASHBOARD_URL": "https://us-east-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/fraud-bench",
    "DLQ_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/dlq-bench",
    "ALERT_THRESHOLD": "0.8",
    "SCORE_RETENTION_DAYS": "30",
    "PROFILES_TABLE": "fraud-profiles-bench",
    "PROFILE_RETENTION_DAYS": "400",
    "STRATEGY_FILE": IN_ARCHIVE,
    "_X_AMZN_TRACE_ID": "Root=1-6921b0f0-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0",
}
"""The environment variables of all functions."""

MODULES: Mapping[str, str] = {
    **{name: f"handlers.{name}" for name in ("ingestion", "processing", "scoring")},
    "decision": "handlers.decisions",
    "queries": "handlers.queries",
}
"""Entry points by function."""

FIXED_SCORING = "bench.fixed_scoring"
"""Scoring as it was before its rules were data."""

MEMORY = {"ingestion": 256, "processing": 512, "scoring": 1024, "decision": 1024, "queries": 1024}
"""MB that the components give them."""


class CountedLog(io.TextIOBase):
    """A function's log, of which only the number of bytes is kept."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, text: str) -> int:
        """Count the text's bytes in UTF-8."""
        self.bytes += len(text.encode())
        return len(text)


@dataclass(frozen=True, kw_only=True)
class BenchContext:
    """The part of Lambda's context that the functions read."""

    aws_request_id: str = "8f7e6d5c-0000-4000-8000-1234567890ab"
    function_name: str = "bench"


@dataclass(frozen=True, kw_only=True)
class Functions:
    """The loaded entry points and their logs."""

    modules: Mapping[str, ModuleType]
    logs: Mapping[str, CountedLog]
    context: BenchContext = field(default_factory=BenchContext)

    def call(self, name: str, event: Mapping[str, Any]) -> Any:
        """Return the function's answer to the event."""
        return self.modules[name].handler(event, self.context)


@contextlib.contextmanager
def loaded_functions(aws: InstantAws) -> Iterator[Functions]:
    """Load the functions, all their clients on `aws`; for a process that does nothing else with boto3."""
    with tempfile.NamedTemporaryFile(prefix="bench-strategy-", suffix=".json") as strategy:
        strategy.write(packaged_json())
        strategy.flush()
        os.environ.update({**ENVIRONMENT, "STRATEGY_FILE": strategy.name})
        yield _load(aws)


def _load(aws: InstantAws) -> Functions:
    boto3.setup_default_session()
    for session in (SESSION, cast("boto3.Session", boto3.DEFAULT_SESSION)._session):  # noqa: SLF001 -- boto3 shows its events to its own clients only
        aws.attach(session.get_component("event_emitter"))
    logs = {name: CountedLog() for name in MODULES}
    modules = {name: import_entry_point(MODULES[name], log) for name, log in logs.items()}
    return Functions(modules=modules, logs=logs)


def import_entry_point(module: str, log: CountedLog) -> ModuleType:
    """Return the module, whose log is this one."""
    with contextlib.redirect_stdout(log):
        return importlib.import_module(module)


@dataclass(frozen=True)
class OneStrategy:
    """A table of strategies that takes no call, with one deployed."""

    strategy: Strategy

    def pointers(self) -> Pointers:
        """Return the pointer at it."""
        return Pointers(active=self.strategy.digest)

    def document(self, _: str) -> Strategy:
        """Return it."""
        return self.strategy


def decide_by(functions: Functions, strategy: Strategy) -> None:
    """Have the loaded Scoring and Decision decide by another strategy, which costs no call."""
    for name in ("decision", "scoring"):
        module: Any = functions.modules[name]
        table: Any = OneStrategy(strategy)
        made = PointerFollower(table, lambda: strategy), StrategiesLog(module.log, module.metrics), ReadTimes()
        module.strategies.__init__(*made, for_later=name == "scoring")
        module.strategies.refresh(time.time_ns() // 1_000_000)


def bare_calls(calls: list[tuple[str, str, dict[str, Any]]]) -> Callable[[], object]:
    """Return a function that repeats these calls and does nothing else: the floor under what made them."""
    clients: dict[str, Any] = {
        service: boto3.client(service, config=CLIENT_TIMEOUTS)  # type: ignore[call-overload]  # any service
        for service in {service for service, _, _ in calls}
    }
    ready = [(getattr(clients[service], xform_name(operation)), params) for service, operation, params in calls]
    return lambda: [call(**params) for call, params in ready]
