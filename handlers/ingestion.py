"""Ingestion: checks requests, makes their transactions durable, answers."""

import os
import time
from collections import Counter
from typing import Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from handlers.domain.answers import accepted, judged, refused
from handlers.domain.batch import decode_batch
from handlers.domain.errors import Conflict, Refused, Undurable
from handlers.domain.proxy import body_of
from handlers.domain.receipt import Receipt, Stored, opened
from handlers.domain.request import decode
from handlers.edges.dead_letters import DeadLetters
from handlers.edges.intake import Intake
from handlers.edges.log import logger
from handlers.edges.metrics import Metrics
from handlers.edges.patience import PATIENCE
from handlers.edges.tracing import trace_id
from handlers.edges.transactions_batch import TransactionsBatch
from handlers.edges.transactions_table import TransactionsTable

BATCH = "/transactions/batch"

log, metrics = logger("ingestion"), Metrics(os.environ["ENVIRONMENT"])
dynamodb, table = boto3.client("dynamodb", config=PATIENCE), os.environ["TRANSACTIONS_TABLE"]
dead_letters = DeadLetters(boto3.client("sqs", config=PATIENCE), os.environ["DLQ_URL"])
intake = Intake(TransactionsTable(dynamodb, table), TransactionsBatch(dynamodb, table), dead_letters)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers API Gateway's proxy event for a transaction or a batch, or a redrive's `{"letter": …}` from the queue."""
    log.append_keys(request_id=context.aws_request_id)
    receipt = Receipt(milliseconds=time.time_ns() // 1_000_000, trace_id=trace_id())
    try:
        if "letter" in event:  # no client can put a key beside a proxy event's own
            return answer(intake.take_again(*opened(event["letter"])))
        body = body_of(event)
        if event.get("resource") == BATCH:
            return answer_all(body, receipt)
        return answer(intake.take(decode(body), receipt))
    except Refused as error:
        log.info("refused", count=1, reason=error.reason, **metrics.of_outcomes([error.outcome]))
        return refused(error)
    except (Conflict, Undurable) as error:
        log.warning(error.outcome, transaction_id=str(error), **metrics.of_outcomes([error.outcome]))
        return refused(error)


def answer(stored: Stored) -> dict[str, Any]:
    """The answer to a single transaction that is durable."""
    log.info(stored.outcome, transaction_id=stored.transaction_id, **({"reason": stored.queued} if stored.queued else {}))
    return accepted(stored)


def answer_all(body: bytes, receipt: Receipt) -> dict[str, Any]:
    """The answer to a batch, transaction by transaction; raises Refused where it is no batch."""
    decoded = decode_batch(body)
    taken = iter(intake.take_all([each for each in decoded if not isinstance(each, Refused)], receipt))
    outcomes = [each if isinstance(each, Refused) else next(taken) for each in decoded]
    durable = [each.transaction_id for each in outcomes if isinstance(each, Stored)]
    log.info("batch", outcomes=Counter(each.outcome for each in outcomes), transaction_ids=durable)
    return judged(outcomes)
