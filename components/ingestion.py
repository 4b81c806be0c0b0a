"""Ingestion: the REST API, and the function behind it that stores transactions."""

from dataclasses import dataclass

from pulumi import ComponentResource, Output, ResourceOptions

from components.api.api import Api, ApiArgs, Throttle
from components.compute.code import FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix
from components.storage.tables import TransactionsTable


@dataclass(frozen=True, kw_only=True)
class IngestionArgs:
    """The table that transactions are stored in, and the API's authorization, throttle and access log.

    `feedback` is the function behind the API's route for labels.
    `refuse_card_numbers` refuses new requests with what looks like a card number.
    """

    context: Context
    code: FunctionCode
    transactions: TransactionsTable
    feedback: Function
    refuse_card_numbers: bool
    authorization: str
    throttle: Throttle
    access_logs: bool


class Ingestion(ComponentResource):
    """The API and its function; clients send transactions to `endpoint`, and labels to `labels_endpoint`."""

    function: Function
    api: Api
    endpoint: Output[str]
    client_policy_arn: Output[str]
    labels_endpoint: Output[str]
    feedback_policy_arn: Output[str]

    def __init__(self, name: str, args: IngestionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Ingestion", name, {}, opts)
        child = ResourceOptions(parent=self)
        prefix = name_prefix(name, "ingestion")
        self.function = Function(
            f"{prefix}transaction-ingestion",
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.ingestion.handler",
                memory=256,
                timeout=30,
                environment={
                    "TRANSACTIONS_TABLE": args.transactions.name,
                    "REFUSE_CARD_NUMBERS": "true" if args.refuse_card_numbers else "false",
                },
                grants=[args.transactions.grant_store()],
            ),
            opts=child,
        )
        self.api = Api(
            f"{prefix}fraud-detection-api",
            ApiArgs(
                context=args.context,
                function=self.function,
                feedback=args.feedback,
                authorization=args.authorization,
                throttle=args.throttle,
                access_logs=args.access_logs,
            ),
            opts=child,
        )
        self.endpoint = self.api.endpoint
        self.client_policy_arn = self.api.client_policy_arn
        self.labels_endpoint = self.api.labels_endpoint
        self.feedback_policy_arn = self.api.feedback_policy_arn
        self.register_outputs({"endpoint": self.endpoint, "function_name": self.function.name})
