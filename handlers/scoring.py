"""Scoring: scores a batch, publishes the alerts, writes the scores."""

import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from handlers.domain.errors import Unfinished
from handlers.domain.payloads import unpack
from handlers.domain.rules import DEFAULT_RULES
from handlers.domain.verdict import assess, summary
from handlers.edges.alerts_topic import AlertsTopic
from handlers.edges.log import logger
from handlers.edges.metrics import Metrics
from handlers.edges.patience import PATIENCE
from handlers.edges.scores_table import ScoresTable

ALERT_THRESHOLD = Decimal(os.environ["ALERT_THRESHOLD"])
SCORE_RETENTION = int(os.environ["SCORE_RETENTION_DAYS"]) * 86_400

log, metrics = logger("scoring"), Metrics(os.environ["ENVIRONMENT"])
scores = ScoresTable(boto3.client("dynamodb", config=PATIENCE), os.environ["FRAUD_SCORES_TABLE"])
alerts = AlertsTopic(boto3.client("sns", config=PATIENCE), os.environ["SNS_TOPIC_ARN"])


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Answers a score request with counts; an error fails the invocation, which Lambda then repeats."""
    log.append_keys(request_id=context.aws_request_id)
    verdicts = [assess(transaction, DEFAULT_RULES) for transaction in unpack(event)]
    fresh = scores.unseen(verdicts)
    risky = [verdict for verdict in fresh if verdict.score > ALERT_THRESHOLD]
    silent = alerts.publish(risky)  # before the write: a crash in between repeats an alert, never loses one
    now = time.time()
    settled = [verdict for verdict in fresh if verdict not in silent]
    scores.write(settled, scored_at=datetime.fromtimestamp(now, UTC).isoformat(), expiry=int(now) + SCORE_RETENTION)
    log.info(
        "scored", count=len(verdicts), alerts=len(risky) - len(silent), scores=[summary(verdict) for verdict in settled]
    )
    if silent:  # the repeat finds the others scored, and alerts these alone
        raise Unfinished(silent, reason="alerts not published")
    return {"received": len(verdicts), "scored": len(settled), "alerts": len(risky)}
