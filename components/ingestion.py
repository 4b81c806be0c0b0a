"""Ingestion: the function that stores transactions, and the queue for what the table does not take."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.tables import TransactionsTable


@dataclass(frozen=True, kw_only=True)
class IngestionArgs:
    """The table that transactions are stored in, and the names of other functions that fall back to the same queue.

    `refuse_card_numbers` refuses new requests with what looks like a card number; `transaction_retention_days` of 0
    keep transactions for ever.
    """

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    falling_back: Sequence[str]
    refuse_card_numbers: bool
    transaction_retention_days: int


class Ingestion(ComponentResource):
    """The function behind the API's routes for transactions."""

    function: Function

    def __init__(self, name: str, args: IngestionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Ingestion", name, {}, opts)
        self.function = Function(
            f"{name_prefix(name, 'ingestion')}transaction-ingestion",
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.ingestion.handler",
                memory=256,
                timeout=30,
                falling_back=args.falling_back,
                environment={
                    "TRANSACTIONS_TABLE": args.transactions.name,
                    "REFUSE_CARD_NUMBERS": "true" if args.refuse_card_numbers else "false",
                    "TRANSACTION_RETENTION_DAYS": str(args.transaction_retention_days),
                },
                grants=[args.transactions.grant_store()],
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
