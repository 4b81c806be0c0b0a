"""Feedback: takes the labels of transactions and people's work on reviews, tells facts and events, ends what is due."""

import os
import time
from datetime import timedelta
from typing import Any

from handlers.aws.clients import AnswerBudgets, aws_client
from handlers.aws.event_publisher import EventPublisher
from handlers.aws.feedback_log import FeedbackLog
from handlers.aws.feedback_routes import FeedbackRoutes
from handlers.aws.label_events import LabelEvents
from handlers.aws.label_store import LabelStore
from handlers.aws.label_writer import LabelWriter
from handlers.aws.labelled_transactions import LabelledTransactions
from handlers.aws.labeller import Labeller
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.metrics import Metrics
from handlers.aws.profile_store import ProfileStore
from handlers.aws.review_schedule import ReviewSchedule
from handlers.aws.review_settler import ReviewSettler
from handlers.aws.review_store import ReviewStore
from handlers.aws.reviewer import Reviewer
from handlers.aws.score_store import ScoreStore
from handlers.aws.strategies_at_start import read_at_start
from handlers.aws.transaction_reader import TransactionReader

LONGEST_ANSWER = 10
"""Seconds."""

environment, bus, tables = os.environ["ENVIRONMENT"], os.environ["EVENT_BUS"], os.environ
log, metrics = Logger("feedback"), Metrics(environment)
dynamodb, topic = aws_client("dynamodb"), aws_client("sns")
short_reads = aws_client("dynamodb", AnswerBudgets.within(LONGEST_ANSWER).reads)
strategies = read_at_start(short_reads, os.environ, log, metrics, decision_seconds=LONGEST_ANSWER)
transactions = LabelledTransactions(
    TransactionReader(dynamodb, tables["TRANSACTIONS_TABLE"]),
    ScoreStore(dynamodb, tables["FRAUD_SCORES_TABLE"]),
    strategies.entities,
    score_retention=timedelta(days=int(os.environ["SCORE_RETENTION_DAYS"])),
)
labels = LabelStore(dynamodb, tables["LABELS_TABLE"], tables["PROFILES_TABLE"])
publisher = EventPublisher(topic, os.environ["EVENTS_TOPIC_ARN"], aws_client("events") if bus else None, bus)
events = LabelEvents(labels, publisher, environment)
writer = LabelWriter(labels, ProfileStore(dynamodb, tables["PROFILES_TABLE"]))
labeller, reviews = Labeller(transactions, writer, events), ReviewStore(dynamodb, tables["REVIEWS_TABLE"])
settler = ReviewSettler(reviews, labeller, publisher, environment)
reviewer, outcome = Reviewer(reviews, settler), os.environ["REVIEW_EXPIRED_OUTCOME"]
schedule = ReviewSchedule(reviews, settler, events, expired_outcome="decline" if outcome == "decline" else "approve")
routes = FeedbackRoutes(labeller, reviewer, schedule, FeedbackLog(log, metrics))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with labels or an action on a review, or to the schedule's."""
    log.bind(request_id=context.aws_request_id)
    now = time.time_ns() // 1_000_000
    if "schedule" in event:  # a client cannot add a key to a proxy event
        return routes.run_schedule(now)
    return (routes.review if event["resource"] == "/reviews" else routes.label)(event, now)
