"""Queries: reads back a transaction with its decision, alerts, reviews that wait, and what is known of an entity."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_pages import AlertPages
from handlers.aws.clients import READ_TIMEOUTS, AnswerBudgets, aws_client
from handlers.aws.entity_lookup import EntityLookup
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.profile_store import ProfileStore
from handlers.aws.review_pages import ReviewPages
from handlers.aws.review_reader import ReviewReader
from handlers.aws.strategies_at_start import unread_strategies
from handlers.aws.strategy_documents import StrategyDocuments
from handlers.aws.strategy_table import StrategyTable
from handlers.aws.transaction_records import RecordTables, TransactionRecords
from handlers.contract.accept import require_json_accepted
from handlers.contract.errors import NotAcceptable, NotFound, PartialBatchError, Refused, TablesUnread
from handlers.contract.http import error_response, json_response
from handlers.contract.query import alerts_query, entity_query, reviews_query, transaction_in_path, transaction_in_query
from handlers.contract.transaction import milliseconds

log, metrics, tables = Logger("queries"), Metrics(os.environ["ENVIRONMENT"]), os.environ
reads, short_reads = aws_client("dynamodb", READ_TIMEOUTS), aws_client("dynamodb", AnswerBudgets.within(6).reads)
names = RecordTables(*(tables[f"{name}_TABLE"] for name in ("TRANSACTIONS", "FRAUD_SCORES", "LABELS", "REVIEWS")))
records, review_pages = TransactionRecords(reads, names), ReviewPages(reads, names.reviews)
kept = timedelta(days=int(tables["SCORE_RETENTION_DAYS"]))
alert_pages = AlertPages(reads, names.scores, ReviewReader(reads, names.reviews), retention=kept)
strategies = unread_strategies(short_reads, os.environ, log, metrics)
entities = EntityLookup(ProfileStore(reads, tables["PROFILES_TABLE"]), strategies)
documents = StrategyDocuments(strategies, StrategyTable(short_reads, tables["STRATEGIES_TABLE"]))

STRATEGY = "strategy"
"""The key of an event that asks for a document; a client cannot add it to a proxy event."""

ROUTES: Mapping[str, Callable[[Mapping[str, Any], datetime], dict[str, Any]]] = {
    "/transactions/{id}": lambda event, now: records.view(transaction_in_path(event), milliseconds(now)),
    "/transactions": lambda event, now: records.view(transaction_in_query(event), milliseconds(now)),
    "/alerts": lambda event, now: alert_pages.page(alerts_query(event), now),
    "/reviews": lambda event, _: review_pages.page(reviews_query(event)),
    "/entities": lambda event, now: entities.view(entity_query(event), milliseconds(now)),
    STRATEGY: lambda event, now: documents.view(event[STRATEGY], milliseconds(now)),
}


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with what is asked for."""
    log.bind(request_id=context.aws_request_id)
    route = STRATEGY if STRATEGY in event else event["resource"]
    try:
        require_json_accepted(event)
        body = ROUTES[route](event, datetime.now(UTC))
    except (Refused, NotFound, NotAcceptable) as error:
        log.info("refused", route=route, **metrics.of(Refusals=int(isinstance(error, Refused))))
        return error_response(error)
    except (ClientError, BotoCoreError, PartialBatchError) as error:
        log.error("unread", route=route, reason=type(error).__name__, **metrics.of(QueriesUnread=1))
        return error_response(TablesUnread(route))
    log.info("answered", route=route)
    return json_response(200, body)
