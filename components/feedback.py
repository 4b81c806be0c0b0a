"""Feedback: takes the labels of transactions, and tells the facts of their entities."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import PACKAGED_STRATEGY, FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.labels_table import LabelsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable


@dataclass(frozen=True, kw_only=True)
class FeedbackArgs:
    """The tables; a score is kept for `score_retention_days`, after which nobody knows how its payment went."""

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    scores: ScoresTable
    profiles: ProfilesTable
    labels: LabelsTable
    strategies: StrategiesTable
    score_retention_days: int


class Feedback(ComponentResource):
    """The function behind the API's route for labels."""

    function: Function

    def __init__(self, name: str, args: FeedbackArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Feedback", name, {}, opts)
        self.function = Function(
            f"{name_prefix(name, 'feedback')}fraud-feedback",
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
                    "STRATEGIES_TABLE": args.strategies.name,
                    "STRATEGY_FILE": PACKAGED_STRATEGY,
                    "SCORE_RETENTION_DAYS": str(args.score_retention_days),
                },
                grants=[
                    args.transactions.grant_find(),
                    args.scores.grant_look_up(),
                    args.profiles.grant_tell(),
                    args.labels.grant_label(),
                    args.strategies.grant_read(),
                ],
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
