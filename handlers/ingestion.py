"""Ingestion: checks requests, makes their transactions durable, answers."""

import os
import time
from collections import Counter
from typing import Any

from handlers.aws.clients import client
from handlers.aws.context import LambdaContext
from handlers.aws.dead_letter_queue import DeadLetterQueue
from handlers.aws.intake import Intake
from handlers.aws.log import Logger
from handlers.aws.metrics import Metrics
from handlers.aws.tracing import trace_id
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.batch import decode_batch
from handlers.contract.errors import Conflict, Refused, StorageUnavailable
from handlers.contract.proxy import body_of
from handlers.contract.request import decode
from handlers.contract.responses import batch_response, error_response, ok_response
from handlers.contract.stored_item import RequestContext, Stored, decode_fallback

BATCH = "/transactions/batch"

log, metrics = Logger("ingestion"), Metrics(os.environ["ENVIRONMENT"])
dynamodb, table = client("dynamodb"), os.environ["TRANSACTIONS_TABLE"]
dead_letters = DeadLetterQueue(client("sqs"), os.environ["DLQ_URL"])
intake = Intake(TransactionStore(dynamodb, table), dead_letters)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers API Gateway's proxy event for a transaction or a batch, or a redrive's `{"letter": …}` from the queue."""
    log.bind(request_id=context.aws_request_id)
    receipt = RequestContext(milliseconds=time.time_ns() // 1_000_000, trace_id=trace_id())
    try:
        if "letter" in event:  # no client can put a key beside a proxy event's own
            return answer(intake.replay(*decode_fallback(event["letter"])))
        body = body_of(event)
        if event.get("resource") == BATCH:
            return answer_all(body, receipt)
        return answer(intake.take(decode(body), receipt))
    except Refused as error:
        log.info("refused", count=1, reason=error.reason, **metrics.of_outcomes([error.outcome]))
        return error_response(error)
    except (Conflict, StorageUnavailable) as error:
        log.warning(error.outcome, transaction_id=str(error), **metrics.of_outcomes([error.outcome]))
        return error_response(error)


def answer(stored: Stored) -> dict[str, Any]:
    """The answer to a single transaction that is durable."""
    why: dict[str, Any] = {"reason": stored.queued} if stored.queued else {}
    log.info(stored.outcome, transaction_id=stored.transaction_id, **why, **metrics.of_outcomes([stored.outcome]))
    return ok_response(stored)


def answer_all(body: bytes, receipt: RequestContext) -> dict[str, Any]:
    """The answer to a batch, transaction by transaction; raises Refused where it is no batch."""
    decoded = decode_batch(body)
    taken = iter(intake.ingest_batch([each for each in decoded if not isinstance(each, Refused)], receipt))
    outcomes = [each if isinstance(each, Refused) else next(taken) for each in decoded]
    durable = [each.transaction_id for each in outcomes if isinstance(each, Stored)]
    named = [each.outcome for each in outcomes]
    log.info("batch", outcomes=Counter(named), transaction_ids=durable, **metrics.of_outcomes(named))
    return batch_response(outcomes)
