"""Processing: turns a batch of stream records into transactions and hands them to Scoring."""

import json
import os
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.payloads import pack
from handlers.domain.stream import Arrival, Poison, read
from handlers.edges.clients import client
from handlers.edges.context import LambdaContext
from handlers.edges.dead_letters import DeadLetters
from handlers.edges.log import Logger
from handlers.edges.metrics import Metrics
from handlers.edges.scorer import Scorer

log, metrics = Logger("processing"), Metrics(os.environ["ENVIRONMENT"])
scorer = Scorer(client("lambda"), os.environ["FRAUD_SCORER_FUNCTION"])
dead_letters = DeadLetters(client("sqs"), os.environ["DLQ_URL"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers a DynamoDB stream event with the record from which Lambda is to try again, if any."""
    log.bind(request_id=context.aws_request_id)
    found = list(read(event["Records"]))
    arrivals = [each for each in found if isinstance(each, Arrival)]
    poison = [each for each in found if isinstance(each, Poison)]
    failed = hand_over(arrivals) + set_aside(poison)
    sums: dict[str, Any] = {"records": len(event["Records"]), "transactions": len(arrivals), "poison": len(poison)}
    log.info("handed over", **sums, failed=failed, **metrics.of(Transactions=len(arrivals), Poison=len(poison)))
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def hand_over(arrivals: Sequence[Arrival]) -> list[str]:
    """The first sequence number of each payload that Lambda did not take."""
    failed = []
    for carried, payload in pack(arrivals):
        try:
            scorer.hand_over(payload)
        except (ClientError, BotoCoreError) as error:
            log.warning("not handed over", transactions=len(carried), reason=type(error).__name__)
            failed.append(carried[0].sequence_number)
    return failed


def set_aside(poison: Sequence[Poison]) -> list[str]:
    """The sequence numbers of the poison records that the queue did not take."""
    failed = []
    for each in poison:
        log.warning("poison", sequence_number=each.sequence_number, reason=each.reason)
        try:
            dead_letters.keep(json.dumps({"reason": each.reason, "record": each.record}), each.reason)
        except (ClientError, BotoCoreError) as error:
            log.warning("not set aside", sequence_number=each.sequence_number, reason=type(error).__name__)
            failed.append(each.sequence_number)
    return failed
