"""Ingestion: the REST API, and the function behind it that makes transactions durable."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions

from components.api.access_log import AccessLogArgs
from components.api.api import Api, ApiArgs, Throttle
from components.compute.function import Function, FunctionArgs, Runtime
from components.storage.tables import TransactionsTable


@dataclass(frozen=True, kw_only=True)
class IngestionArgs:
    """The table that is written to, and whom the API lets in how often."""

    runtime: Runtime
    transactions: TransactionsTable
    authorization: str
    throttle: Throttle
    access_logs: bool


class Ingestion(ComponentResource):
    """Hands out the endpoint that takes transactions."""

    def __init__(self, name: str, args: IngestionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Ingestion", name, {}, opts)
        child = ResourceOptions(parent=self)
        self.function = Function(
            "transaction-ingestion",
            FunctionArgs(
                runtime=args.runtime,
                handler="handlers.ingestion.handler",
                memory=256,
                timeout=30,
                environment={"TRANSACTIONS_TABLE": args.transactions.name},
                grants=[args.transactions.grant_store()],
            ),
            opts=child,
        )
        api = Api(
            "fraud-detection-api",
            ApiArgs(
                suffix=args.runtime.suffix,
                function=self.function,
                authorization=args.authorization,
                throttle=args.throttle,
                access_log=_access_log(args.runtime) if args.access_logs else None,
            ),
            opts=child,
        )
        self.api = api
        self.endpoint = api.endpoint
        self.client_policy_arn = api.client_policy_arn
        self.register_outputs({"endpoint": self.endpoint, "function_name": self.function.name})


def _access_log(runtime: Runtime) -> AccessLogArgs:
    return AccessLogArgs(suffix=runtime.suffix, retention_days=runtime.log_retention_days, key=runtime.key)
