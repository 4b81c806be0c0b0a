"""Feedback: takes labels and what people do about reviews, tells facts and events, and finishes what is due."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import PACKAGED_STRATEGY, FunctionCode
from components.compute.function import Function, FunctionArgs
from components.compute.schedule import Schedule, ScheduleArgs
from components.context import Context, name_prefix
from components.storage.events_topic import EventsTopic
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class FeedbackArgs:
    """The tables and the events topic; a score is there for `score_retention_days`, then nobody knows how it went.

    A review that nobody decided in time ends as `review_expired_outcome`, approve or decline.
    """

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    scores: ScoresTable
    profiles: ProfilesTable
    labels: LabelsTable
    reviews: ReviewsTable
    strategies: StrategiesTable
    events: EventsTopic
    review_expired_outcome: str
    score_retention_days: int


class Feedback(ComponentResource):
    """The function behind the API's routes for labels and reviews, and the schedule by which it sees what is due."""

    function: Function

    def __init__(self, name: str, args: FeedbackArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Feedback", name, {}, opts)
        prefix = name_prefix(name, "feedback")
        self.function = Function(
            f"{prefix}fraud-feedback",
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.feedback.handler",
                memory=256,
                timeout=10,
                environment={
                    "TRANSACTIONS_TABLE": args.transactions.name,
                    "FRAUD_SCORES_TABLE": args.scores.name,
                    "PROFILES_TABLE": args.profiles.name,
                    "LABELS_TABLE": args.labels.name,
                    "REVIEWS_TABLE": args.reviews.name,
                    "REVIEW_EXPIRED_OUTCOME": args.review_expired_outcome,
                    "STRATEGIES_TABLE": args.strategies.name,
                    "STRATEGY_FILE": PACKAGED_STRATEGY,
                    "SCORE_RETENTION_DAYS": str(args.score_retention_days),
                    **args.events.environment,
                },
                grants=[
                    args.transactions.grant_find(),
                    args.scores.grant_look_up(),
                    args.profiles.grant_tell(),
                    args.labels.grant_label(),
                    args.labels.grant_find_owed(),
                    args.reviews.grant_review(),
                    args.reviews.grant_list_due(),
                    *args.events.grant_tell(),
                    args.strategies.grant_read(),
                ],
            ),
            opts=ResourceOptions(parent=self),
        )
        Schedule(
            f"{prefix}fraud-reviews-schedule",
            ScheduleArgs(
                context=args.context,
                function=self.function,
                rate="rate(1 minute)",
                purpose="Has reviews that are over expired, and what is owed for reviews and labels finished.",
                input={"schedule": "reviews"},
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
