"""Ingestion: checks a request, makes its transaction durable, answers."""

import os
import time
from typing import Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.answers import accepted, refused
from handlers.domain.errors import Conflict, Refused, Undurable
from handlers.domain.proxy import body_of
from handlers.domain.receipt import Receipt, Stored, kept, letter
from handlers.domain.request import RULES, TransactionRequest, decode
from handlers.edges.dead_letters import DeadLetters
from handlers.edges.log import logger
from handlers.edges.patience import PATIENCE
from handlers.edges.tracing import trace_id
from handlers.edges.transactions_table import TransactionsTable

log = logger("ingestion")
table = TransactionsTable(boto3.client("dynamodb", config=PATIENCE), os.environ["TRANSACTIONS_TABLE"])
dead_letters = DeadLetters(boto3.client("sqs", config=PATIENCE), os.environ["DLQ_URL"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers an API Gateway proxy event for `POST /transactions`."""
    log.append_keys(request_id=context.aws_request_id)
    try:
        request = decode(body_of(event))
        stored = make_durable(request, Receipt(milliseconds=time.time_ns() // 1_000_000, trace_id=trace_id()))
    except Refused as error:
        log.info("refused", count=1, field=error.field if error.field in RULES else None, rule=error.rule)
        return refused(error)
    except Conflict as error:
        log.info("conflict", transaction_id=str(error))
        return refused(error)
    except Undurable as error:
        log.error("undurable", transaction_id=str(error))
        return refused(error)
    log.info("stored", transaction_id=stored.transaction_id, duplicate=stored.duplicate)
    return accepted(stored)


def make_durable(request: TransactionRequest, receipt: Receipt) -> Stored:
    """In the table, or where the table fails in the queue, from which it is brought back.

    Raises:
        Conflict: the id is known with other content.
        Undurable: neither took it.
    """
    try:
        return table.store(request, receipt)
    except (ClientError, BotoCoreError) as error:
        reason = type(error).__name__
    try:
        dead_letters.keep(letter(request, receipt), reason)
    except (ClientError, BotoCoreError):
        raise Undurable(request.transaction_id) from None
    log.warning("kept in the queue", transaction_id=request.transaction_id, reason=reason)
    return kept(request, receipt)
