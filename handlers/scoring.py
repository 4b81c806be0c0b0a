"""Scoring: scores a batch, writes the scores, publishes the alerts."""

import os
import time
from decimal import Decimal
from typing import Any

from handlers.domain.bands import bands
from handlers.domain.errors import Unfinished
from handlers.domain.payloads import unpack
from handlers.domain.rules import DEFAULT_RULES
from handlers.domain.verdict import assess, summary
from handlers.edges.alerts_topic import AlertsTopic
from handlers.edges.clients import client
from handlers.edges.context import LambdaContext
from handlers.edges.log import Logger
from handlers.edges.metrics import Metrics
from handlers.edges.scorebook import Scorebook
from handlers.edges.scores_table import ScoresTable

ALERT_THRESHOLD = Decimal(os.environ["ALERT_THRESHOLD"])
SCORE_RETENTION = int(os.environ["SCORE_RETENTION_DAYS"]) * 86_400

log, metrics = Logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
scores = ScoresTable(client("dynamodb"), os.environ["FRAUD_SCORES_TABLE"])
alerts = AlertsTopic(client("sns"), os.environ["SNS_TOPIC_ARN"])
scorebook = Scorebook(scores, alerts, threshold=ALERT_THRESHOLD, retention=SCORE_RETENTION)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Answers a score request with counts; an error fails the invocation, which Lambda then repeats."""
    log.bind(request_id=context.aws_request_id)
    verdicts = [assess(transaction, DEFAULT_RULES) for transaction in unpack(event)]
    entries = scorebook.enter(verdicts, time.time())
    decided, sent = entries.decided, len(entries.alerted)
    low, medium, high = bands((each.score for each in decided), ALERT_THRESHOLD)
    counted = metrics.of(LowScores=low, MediumScores=medium, HighScores=high, Alerts=sent, Raced=len(entries.raced))
    log.info("scored", count=len(verdicts), alerts=sent, scores=[summary(each) for each in decided], **counted)
    if entries.failed:  # the repeat finds the others settled, and goes on with these alone
        raise Unfinished(list(entries.failed), reason=", ".join(sorted(set(entries.failed.values()))))
    return {"received": len(verdicts), "scored": entries.advanced, "alerts": sent}
