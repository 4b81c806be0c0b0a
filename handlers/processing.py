"""Processing: turns a batch of stream records into transactions and hands them to Scoring."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.clients import client
from handlers.aws.context import LambdaContext
from handlers.aws.dead_letter_queue import DeadLetterQueue
from handlers.aws.log import Logger
from handlers.aws.metrics import Metrics
from handlers.aws.scoring_function import ScoringFunction
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, InvalidRecord, StaleUpdate, decode_records

SCORE_RETENTION = timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"]))

log, metrics = Logger("processing"), Metrics(os.environ["ENVIRONMENT"])
scorer = ScoringFunction(client("lambda"), os.environ["FRAUD_SCORER_FUNCTION"])
dead_letters = DeadLetterQueue(client("sqs"), os.environ["DLQ_URL"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a DynamoDB stream event with the record from which Lambda is to try again, if any."""
    log.bind(request_id=context.aws_request_id)
    found = list(decode_records(event["Records"], now=datetime.now(UTC), retention=SCORE_RETENTION))
    arrivals = [each for each in found if isinstance(each, Arrival)]
    failed: Arrival | InvalidRecord | None = hand_over(arrivals)
    # What stands behind a failure comes again with it, so only poison before it is set aside now, and thus once.
    poison = [each for each in takewhile(lambda each: each is not failed, found) if isinstance(each, InvalidRecord)]
    kept = set_aside(poison)
    failed = poison[kept] if kept < len(poison) else failed
    again = [failed.sequence_number] if failed else []
    stale = sum(isinstance(each, StaleUpdate) for each in found)
    sums: dict[str, Any] = {"records": len(event["Records"]), "transactions": len(arrivals)}
    counted = metrics.of(Transactions=len(arrivals), Poison=kept, StaleUpdates=stale)
    log.info("handed over", **sums, poison=kept, stale=stale, failed=again, **counted)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in again]}


def hand_over(arrivals: Sequence[Arrival]) -> Arrival | None:
    """Hand every payload to Scoring, and return the first arrival of the first that Lambda did not take, if any."""
    failed: Arrival | None = None
    for carried, payload in pack(arrivals):
        try:
            scorer.invoke_async(payload)
        except (ClientError, BotoCoreError) as error:
            log.warning("not handed over", transactions=len(carried), reason=type(error).__name__)
            failed = failed or carried[0]
    return failed


def set_aside(poison: Sequence[InvalidRecord]) -> int:
    """Put poison into the queue up to the first record that it does not take, and return how many it took."""
    for kept, each in enumerate(poison):
        log.warning("poison", sequence_number=each.sequence_number, reason=each.reason)
        try:
            dead_letters.keep(each.message, each.reason)
        except (ClientError, BotoCoreError) as error:
            log.warning("not set aside", sequence_number=each.sequence_number, reason=type(error).__name__)
            return kept
    return len(poison)
