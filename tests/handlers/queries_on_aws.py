"""Queries on an AWS in memory, beside the functions that write what it reads."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.entity_answer import EntityAnswer
from handlers.contract.read_answers import AlertsAnswer, ReviewsAnswer, TransactionAnswer
from tests.answers_in_contract import hold_to_contract
from tests.handlers.decisions_on_aws import DecisionsOnAws
from tests.handlers.feedback_on_aws import LABELS, FeedbackOnAws
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler
from tests.handlers.ingestion_on_aws import IngestionResponse
from tests.handlers.reviews_table import REVIEWS
from tests.handlers.strategies import packaged_json
from tests.handlers.strategies_on_aws import STRATEGIES

ANSWERS: Mapping[str, type[msgspec.Struct]] = {
    "/transactions": TransactionAnswer,
    "/transactions/{id}": TransactionAnswer,
    "/alerts": AlertsAnswer,
    "/reviews": ReviewsAnswer,
    "/entities": EntityAnswer,
}


@dataclass(frozen=True, kw_only=True)
class QueriesOnAws:
    """Queries beside Ingestion, Decision, Scoring and Feedback."""

    module: ModuleType
    decisions: DecisionsOnAws
    feedback: FeedbackOnAws

    def invoke(self, event: Mapping[str, Any]) -> IngestionResponse:
        """Return the response to an event."""
        raw = self.module.handler(event, FakeLambdaContext())
        assert set(raw) == {"statusCode", "headers", "body"}
        hold_to_contract(raw["statusCode"], raw["body"], ANSWERS[event["resource"]])
        return IngestionResponse(status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"]))

    def get(self, route: str, *, accept: str | None = "*/*", **query: str) -> IngestionResponse:
        """Return the response to a request of a route; `from` is written `from_`."""
        named = {name.rstrip("_"): value for name, value in query.items()}
        return self.invoke(asked(route, accept=accept) | {"queryStringParameters": named or None})

    def transaction(self, name: str) -> IngestionResponse:
        """Return the response to a request for a transaction by its path, which API Gateway has decoded."""
        event = asked("/transactions/{id}") | {"path": f"/transactions/{quote(name, safe='')}"}
        return self.invoke(event | {"pathParameters": {"id": name}})

    def put(self, table: str, item: Mapping[str, Any]) -> None:
        """Write an item."""
        self.decisions.put(table, item)

    def put_scores(self, *rows: Mapping[str, Any]) -> None:
        """Write rows of scores."""
        client = self.decisions.aws.client("dynamodb")
        for row in rows:
            client.put_item(TableName=self.decisions.scoring.table, Item=to_attributes(row))


def asked(route: str, *, accept: str | None = "*/*") -> dict[str, Any]:
    """Return the event of a request of a route without parameters."""
    event = captured_event("api_request")
    others = {name: value for name, value in event["headers"].items() if name != "Accept"}
    headers = others if accept is None else {**others, "Accept": accept}
    return {**event, "resource": route, "path": route, "httpMethod": "GET", "headers": headers, "body": None}


@contextmanager
def queries_on_aws(decisions: DecisionsOnAws, feedback: FeedbackOnAws, logs: FunctionLogs) -> Iterator[QueriesOnAws]:
    """Yield Queries on their tables, at the time of Decision."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as strategy:
        strategy.write(packaged_json())
        strategy.flush()
        yield from _on(decisions, feedback, logs, strategy.name)


def _on(
    decisions: DecisionsOnAws, feedback: FeedbackOnAws, logs: FunctionLogs, strategy: str
) -> Iterator[QueriesOnAws]:
    environment = {
        "STRATEGY_FILE": strategy,  # read with the first request for an entity
        "TRANSACTIONS_TABLE": decisions.ingestion.table,
        "FRAUD_SCORES_TABLE": decisions.scoring.table,
        "LABELS_TABLE": LABELS,
        "REVIEWS_TABLE": REVIEWS,
        "PROFILES_TABLE": decisions.scoring.profiles,
        "STRATEGIES_TABLE": STRATEGIES,
        "ALERT_THRESHOLD": "0.8",
        "SCORE_RETENTION_DAYS": "30",
    }
    with import_handler("queries", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        clock = decisions.clock
        patch.setattr(
            module, "datetime", SimpleNamespace(now=lambda zone: datetime.fromtimestamp(clock.now / 1000, zone))
        )
        yield QueriesOnAws(module=module, decisions=decisions, feedback=feedback)
