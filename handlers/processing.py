"""Processing: turns a batch of stream records into transactions and invokes Scoring with them."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.clients import aws_client
from handlers.aws.dead_letter_queue import DeadLetter, DeadLetterSender
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.scoring_function import ScoringFunction
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, InvalidRecord, StaleUpdate, decode_records

SCORE_RETENTION = timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"]))

log, metrics = Logger("processing"), Metrics(os.environ["ENVIRONMENT"])
scorer = ScoringFunction(aws_client("lambda"), os.environ["FRAUD_SCORER_FUNCTION"])
dead_letters = DeadLetterSender(aws_client("sqs"), os.environ["DLQ_URL"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a DynamoDB stream event with the record from which Lambda must retry, if any."""
    log.bind(request_id=context.aws_request_id)
    decoded = list(decode_records(event["Records"], now=datetime.now(UTC), retention=SCORE_RETENTION))
    arrivals = [each for each in decoded if isinstance(each, Arrival)]
    failed: Arrival | InvalidRecord | None = invoke_scoring(arrivals)
    # Records behind a failure come again, so only invalid ones before it go to the queue now, and thus only once.
    invalid = [each for each in takewhile(lambda each: each is not failed, decoded) if isinstance(each, InvalidRecord)]
    queued = send_to_queue(invalid)
    failed = invalid[queued] if queued < len(invalid) else failed
    again = [failed.sequence_number] if failed else []
    stale = sum(isinstance(each, StaleUpdate) for each in decoded)
    sums: dict[str, Any] = {"records": len(event["Records"]), "transactions": len(arrivals)}
    counted = metrics.of(Transactions=len(arrivals), Poison=queued, StaleUpdates=stale)
    log.info("handed over", **sums, poison=queued, stale=stale, failed=again, **counted)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in again]}


def invoke_scoring(arrivals: Sequence[Arrival]) -> Arrival | None:
    """Invoke Scoring with every payload; return the first arrival of the first that Lambda did not take, if any."""
    failed: Arrival | None = None
    for carried, payload in pack(arrivals):
        try:
            scorer.invoke_async(payload)
        except (ClientError, BotoCoreError) as error:
            log.warning("not handed over", transactions=len(carried), reason=type(error).__name__)
            failed = failed or carried[0]
    return failed


def send_to_queue(invalid: Sequence[InvalidRecord]) -> int:
    """Send invalid records to the queue until it does not take one; return how many it took."""
    for sent, each in enumerate(invalid):
        log.warning("poison", sequence_number=each.sequence_number, reason=each.reason)
        try:
            dead_letters.send(DeadLetter(each.message, each.reason))
        except (ClientError, BotoCoreError) as error:
            log.warning("not set aside", sequence_number=each.sequence_number, reason=type(error).__name__)
            return sent
    return len(invalid)
