"""Scoring: scores transactions by what is known, remembers them, and publishes alerts for the risky ones."""

from dataclasses import dataclass
from decimal import Decimal

from pulumi import ComponentResource, Input, ResourceOptions
from pulumi_aws import lambda_

from components.compute.code import PACKAGED_STRATEGY, FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.alerts_topic import AlertsTopic
from components.storage.events_topic import EventsTopic
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable

SCORER = "fraud-scorer"
"""The function that scores; no other may publish alerts."""

MOST_RETRIES = 2
"""The most that Lambda retries an asynchronous invocation."""

LONGEST_EVENT_AGE = 6 * 3600
"""Seconds; the longest that Lambda keeps an asynchronous event it could not run."""


@dataclass(frozen=True, kw_only=True)
class ScoringArgs:
    """A score above `alert_threshold` is alerted, with a link to the dashboard; a review is to end in `review_hours`.

    A score is kept for `score_retention_days`, a profile for `profile_retention_days` after its last change.
    """

    context: Context
    code: FunctionCode
    scores: ScoresTable
    profiles: ProfilesTable
    strategies: StrategiesTable
    reviews: ReviewsTable
    alerts: AlertsTopic
    events: EventsTopic
    dashboard_url: Input[str]
    alert_threshold: Decimal
    review_hours: int
    score_retention_days: int
    profile_retention_days: int
    reserved_concurrency: int


class Scoring(ComponentResource):
    """The scorer, and the retries of its asynchronous invocations."""

    function: Function

    def __init__(self, name: str, args: ScoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Scoring", name, {}, opts)
        child = ResourceOptions(parent=self)
        scorer = name_prefix(name, "scoring") + SCORER
        self.function = Function(
            scorer,
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.scoring.handler",
                memory=1024,
                timeout=120,
                reserved_concurrency=args.reserved_concurrency,
                environment={
                    "FRAUD_SCORES_TABLE": args.scores.name,
                    "SNS_TOPIC_ARN": args.alerts.arn,
                    "ALERT_THRESHOLD": str(args.alert_threshold),
                    "STRATEGY_FILE": PACKAGED_STRATEGY,
                    "SCORE_RETENTION_DAYS": str(args.score_retention_days),
                    "PROFILES_TABLE": args.profiles.name,
                    "STRATEGIES_TABLE": args.strategies.name,
                    "PROFILE_RETENTION_DAYS": str(args.profile_retention_days),
                    "REVIEWS_TABLE": args.reviews.name,
                    "REVIEW_HOURS": str(args.review_hours),
                    "DASHBOARD_URL": args.dashboard_url,
                    **args.events.environment,
                },
                grants=[
                    args.scores.grant_score(),
                    args.profiles.grant_fold(),
                    args.profiles.grant_beat(),
                    args.reviews.grant_open(),
                    args.alerts.grant_publish(),
                    *args.events.grant_tell(),
                    args.strategies.grant_read(),
                ],
            ),
            opts=child,
        )
        lambda_.FunctionEventInvokeConfig(
            f"{scorer}-retries",
            function_name=self.function.name,
            maximum_retry_attempts=MOST_RETRIES,
            maximum_event_age_in_seconds=LONGEST_EVENT_AGE,
            opts=child,
        )
        self.register_outputs({"function_name": self.function.name})
