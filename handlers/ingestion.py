"""Ingestion: validates requests, persists their transactions, responds."""

import os
import time
from collections import Counter
from typing import Any

from handlers.aws.clients import aws_client
from handlers.aws.dead_letter_queue import DeadLetterSender
from handlers.aws.intake import Intake
from handlers.aws.log import LambdaContext, Logger, trace_id
from handlers.aws.metrics import Metrics
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.batch import decode_batch
from handlers.contract.errors import Conflict, Refused, StorageUnavailable
from handlers.contract.fallback import decode_fallback
from handlers.contract.http import batch_response, error_response, ok_response, request_body
from handlers.contract.stored_item import RequestContext, Stored
from handlers.contract.validation import decode_request

BATCH = "/transactions/batch"

log, metrics = Logger("ingestion"), Metrics(os.environ["ENVIRONMENT"])
dynamodb, table = aws_client("dynamodb"), os.environ["TRANSACTIONS_TABLE"]
dead_letters = DeadLetterSender(aws_client("sqs"), os.environ["DLQ_URL"])
refuse_card_numbers = os.environ["REFUSE_CARD_NUMBERS"] == "true"
store = TransactionStore(dynamodb, table, retention_days=int(os.environ["TRANSACTION_RETENTION_DAYS"]))
intake = Intake(store, dead_letters, refuse_card_numbers=refuse_card_numbers)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with a transaction or a batch, or to a redrive's `{"letter": …}`."""
    log.bind(request_id=context.aws_request_id)
    request_context = RequestContext(milliseconds=time.time_ns() // 1_000_000, trace_id=trace_id())
    try:
        if "letter" in event:  # a client cannot add a key to a proxy event
            stored = intake.replay(*decode_fallback(event["letter"]))
        elif event.get("resource") == BATCH:
            return ingest_batch(request_body(event), request_context)
        else:
            stored = intake.ingest(decode_request(request_body(event)), request_context)
    except Refused as error:
        log.info("refused", count=1, reason=error.reason, **metrics.of_outcomes([error.outcome]))
        return error_response(error)
    except (Conflict, StorageUnavailable) as error:
        log.warning(error.outcome, transaction_id=str(error), **metrics.of_outcomes([error.outcome]))
        return error_response(error)
    reason: dict[str, Any] = {"reason": stored.queued} if stored.queued else {}
    log.info(stored.outcome, transaction_id=stored.transaction_id, **reason, **metrics.of_outcomes([stored.outcome]))
    return ok_response(stored)


def ingest_batch(body: bytes, request_context: RequestContext) -> dict[str, Any]:
    """Persist the valid transactions of a batch and return the results of all; raise Refused if it is not a batch."""
    decoded = decode_batch(body)
    ingested = iter(intake.ingest_batch([each for each in decoded if not isinstance(each, Refused)], request_context))
    results = [each if isinstance(each, Refused) else next(ingested) for each in decoded]
    persisted = [each.transaction_id for each in results if isinstance(each, Stored)]
    outcomes = [each.outcome for each in results]
    log.info("batch", outcomes=Counter(outcomes), transaction_ids=persisted, **metrics.of_outcomes(outcomes))
    return batch_response(results)
