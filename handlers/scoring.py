"""Scoring: scores a batch, writes the scores, publishes the alerts."""

import os
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.clients import client
from handlers.aws.context import LambdaContext
from handlers.aws.log import Logger
from handlers.aws.metrics import Metrics
from handlers.aws.score_store import ScoreStore
from handlers.aws.scorebook import Scorebook
from handlers.contract.errors import PartialBatchError
from handlers.contract.score_request import unpack
from handlers.decision.bands import bands
from handlers.decision.rules import DEFAULT_RULES
from handlers.decision.verdict import assess, summary

ALERT_THRESHOLD = Decimal(os.environ["ALERT_THRESHOLD"])
SCORE_RETENTION = timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"]))

log, metrics = Logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
scores = ScoreStore(client("dynamodb"), os.environ["FRAUD_SCORES_TABLE"])
alerts = AlertPublisher(client("sns"), os.environ["SNS_TOPIC_ARN"])
scorebook = Scorebook(scores, alerts, threshold=ALERT_THRESHOLD, retention=SCORE_RETENTION)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Answers a score request with counts; an error fails the invocation, which Lambda then repeats."""
    log.bind(request_id=context.aws_request_id)
    received, now = unpack(event), datetime.fromtimestamp(time.time(), UTC)
    fresh = [each for each in received if not each.is_stale_update(now, SCORE_RETENTION)]
    entries = scorebook.enter([assess(each, DEFAULT_RULES) for each in fresh], now)
    decided, sent = entries.decided, len(entries.alerted)
    low, medium, high = bands((each.score for each in decided), ALERT_THRESHOLD)
    counted = metrics.of(
        LowScores=low,
        MediumScores=medium,
        HighScores=high,
        Alerts=sent,
        Raced=len(entries.raced),
        StaleUpdates=len(received) - len(fresh),
    )
    log.info("scored", count=len(received), alerts=sent, scores=[summary(each) for each in decided], **counted)
    if entries.failed:  # the repeat finds the others settled, and goes on with these alone
        raise PartialBatchError(list(entries.failed), reason=", ".join(sorted(set(entries.failed.values()))))
    return {"received": len(received), "scored": entries.advanced, "alerts": sent}
