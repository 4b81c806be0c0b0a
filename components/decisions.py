"""Decision: answers in the request, before the payment goes through, and stores the transaction with its decision."""

from dataclasses import dataclass
from decimal import Decimal

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import PACKAGED_STRATEGY, FunctionCode
from components.compute.dead_letter_queue import DeadLetterQueue
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.decisions_table import DecisionsTable
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import ScoresTable, TransactionsTable

DECISION = "transaction-decision"
"""The function that decides; Ingestion's queue takes from it what no table does."""


@dataclass(frozen=True, kw_only=True)
class DecisionsArgs:
    """The tables, and Ingestion's queue as `fallback` for what no table takes.

    A score above `alert_threshold` is reviewed, by the packaged strategy. `refuse_card_numbers` refuses new requests
    with what looks like a card number; `transaction_retention_days` of 0 keep transactions for ever. A warm function
    answers within `answer_seconds`, whatever breaks behind it.
    """

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    decisions: DecisionsTable
    scores: ScoresTable
    profiles: ProfilesTable
    reviews: ReviewsTable
    strategies: StrategiesTable
    fallback: DeadLetterQueue
    alert_threshold: Decimal
    refuse_card_numbers: bool
    transaction_retention_days: int
    answer_seconds: int
    reserved_concurrency: int
    provisioned_concurrency: int


class Decisions(ComponentResource):
    """The function behind the API's route for decisions."""

    function: Function

    def __init__(self, name: str, args: DecisionsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Decisions", name, {}, opts)
        self.function = Function(
            name_prefix(name, "decisions") + DECISION,
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.decisions.handler",
                memory=1024,
                timeout=10,
                reserved_concurrency=args.reserved_concurrency,
                provisioned_concurrency=args.provisioned_concurrency,
                fallback=args.fallback,
                environment={
                    "TRANSACTIONS_TABLE": args.transactions.name,
                    "DECISIONS_TABLE": args.decisions.name,
                    "FRAUD_SCORES_TABLE": args.scores.name,
                    "PROFILES_TABLE": args.profiles.name,
                    "REVIEWS_TABLE": args.reviews.name,
                    "STRATEGIES_TABLE": args.strategies.name,
                    "ALERT_THRESHOLD": str(args.alert_threshold),
                    "STRATEGY_FILE": PACKAGED_STRATEGY,
                    "REFUSE_CARD_NUMBERS": "true" if args.refuse_card_numbers else "false",
                    "TRANSACTION_RETENTION_DAYS": str(args.transaction_retention_days),
                    "ANSWER_SECONDS": str(args.answer_seconds),
                },
                grants=[
                    args.transactions.grant_store(),
                    args.decisions.grant_decide(),
                    args.scores.grant_find(),
                    args.profiles.grant_read(),
                    args.reviews.grant_find(),
                    args.strategies.grant_read(),
                ],
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
