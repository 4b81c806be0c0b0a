"""Scoring: scores a batch, publishes the alerts, writes the scores."""

import os
import time
from datetime import UTC, datetime
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
from handlers.edges.scores_table import ScoresTable

ALERT_THRESHOLD = Decimal(os.environ["ALERT_THRESHOLD"])
SCORE_RETENTION = int(os.environ["SCORE_RETENTION_DAYS"]) * 86_400

log, metrics = Logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
scores = ScoresTable(client("dynamodb"), os.environ["FRAUD_SCORES_TABLE"])
alerts = AlertsTopic(client("sns"), os.environ["SNS_TOPIC_ARN"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Answers a score request with counts; an error fails the invocation, which Lambda then repeats."""
    log.bind(request_id=context.aws_request_id)
    verdicts = [assess(transaction, DEFAULT_RULES) for transaction in unpack(event)]
    fresh = scores.unseen(verdicts)
    risky = [verdict for verdict in fresh if verdict.score > ALERT_THRESHOLD]
    silent = alerts.publish(risky)  # before the write: a crash in between repeats an alert, never loses one
    now = time.time()
    settled = [verdict for verdict in fresh if verdict not in silent]
    scores.write(settled, scored_at=datetime.fromtimestamp(now, UTC).isoformat(), expiry=int(now) + SCORE_RETENTION)
    sent, (low, medium, high) = len(risky) - len(silent), bands((each.score for each in settled), ALERT_THRESHOLD)
    counted = metrics.of(LowScores=low, MediumScores=medium, HighScores=high, Alerts=sent)
    log.info("scored", count=len(verdicts), alerts=sent, scores=[summary(each) for each in settled], **counted)
    if silent:  # the repeat finds the others scored, and alerts these alone
        raise Unfinished(silent, reason="alerts not published")
    return {"received": len(verdicts), "scored": len(settled), "alerts": len(risky)}
