"""Queries: reads back what was decided, alerted, reviewed and learnt, and writes nothing."""

from dataclasses import dataclass
from decimal import Decimal

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import PACKAGED_STRATEGY, FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class QueriesArgs:
    """The tables; a score, and with it an alert, is there for `score_retention_days`.

    `alert_threshold` is of the packaged strategy, by which features are named where none was deployed.
    """

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    scores: ScoresTable
    labels: LabelsTable
    reviews: ReviewsTable
    profiles: ProfilesTable
    strategies: StrategiesTable
    alert_threshold: Decimal
    score_retention_days: int


class Queries(ComponentResource):
    """The function behind the API's routes that read."""

    function: Function

    def __init__(self, name: str, args: QueriesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Queries", name, {}, opts)
        self.function = Function(
            f"{name_prefix(name, 'queries')}fraud-queries",
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.queries.handler",
                memory=1024,
                timeout=10,
                keeps_failures=False,  # who asked and got no answer asks again
                environment={
                    "TRANSACTIONS_TABLE": args.transactions.name,
                    "FRAUD_SCORES_TABLE": args.scores.name,
                    "LABELS_TABLE": args.labels.name,
                    "REVIEWS_TABLE": args.reviews.name,
                    "PROFILES_TABLE": args.profiles.name,
                    "STRATEGIES_TABLE": args.strategies.name,
                    "STRATEGY_FILE": PACKAGED_STRATEGY,
                    "ALERT_THRESHOLD": str(args.alert_threshold),
                    "SCORE_RETENTION_DAYS": str(args.score_retention_days),
                },
                grants=[
                    args.transactions.grant_find(),
                    args.scores.grant_look_up(),
                    args.scores.grant_list_alerts(),
                    args.labels.grant_look_up(),
                    args.reviews.grant_look_up(),
                    args.reviews.grant_list_due(),
                    args.profiles.grant_read(),
                    args.strategies.grant_read(),
                ],
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
