"""The Fraud Detector endpoint: answers clients of Amazon Fraud Detector by the functions behind the other routes."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions

from components.compute.code import FunctionCode
from components.compute.function import Function, FunctionArgs
from components.context import Context, name_prefix


@dataclass(frozen=True, kw_only=True)
class FraudDetectorApiArgs:
    """The functions that it asks, by events as the API sends them."""

    context: Context
    code: FunctionCode
    decision: Function
    ingestion: Function
    feedback: Function
    queries: Function


class FraudDetectorApi(ComponentResource):
    """The function behind the API's route for such clients; it reads no table and keeps nothing."""

    function: Function

    def __init__(self, name: str, args: FraudDetectorApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:FraudDetectorApi", name, {}, opts)
        asked = {
            "DECISION": args.decision,
            "INGESTION": args.ingestion,
            "FEEDBACK": args.feedback,
            "QUERIES": args.queries,
        }
        self.function = Function(
            f"{name_prefix(name, 'fraud-detector')}fraud-detector-api",
            FunctionArgs(
                context=args.context,
                code=args.code,
                handler="handlers.fraud_detector_api.handler",
                memory=512,
                timeout=29,
                keeps_failures=False,  # who asked and got no answer asks again, by the same id
                environment={f"{stage}_FUNCTION": function.live_arn for stage, function in asked.items()},
                grants=[function.grant_ask() for function in asked.values()],
            ),
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({"function_name": self.function.name})
