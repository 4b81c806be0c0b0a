"""The REST API: its routes, published as a stage, and a policy for each right of those who call it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import pulumi
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import apigateway

from components.api.access_log import AccessLog
from components.api.catch_all import CatchAll, unknown_paths
from components.api.client_policies import (
    clients_policy,
    decide_policy,
    feedback_policy,
    fraud_detector_policy,
    read_policy,
)
from components.api.gateway_errors import ERRORS, gateway_responses
from components.api.route import Route
from components.api.routes import RouteFunctions, make_routes
from components.api.service_errors import SERVICE_ERRORS
from components.context import Context, name_prefix

STAGE = "prod"


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """Requests a second (`rate`) and at once (`burst`) that the API lets in; it answers others with 429."""

    rate: int
    burst: int


@dataclass(frozen=True, kw_only=True)
class ApiArgs:
    """The functions behind the routes, and who may call these: `authorization` is AWS_IAM, or NONE for anybody.

    `access_logs` writes a line for every request.
    """

    context: Context
    functions: RouteFunctions
    authorization: str
    throttle: Throttle
    access_logs: bool


class Api(ComponentResource):
    """The API with its routes, its stage, and a policy for each right: to send, to decide, to tell, to read."""

    name: Output[str]
    stage: Output[str]
    endpoint: Output[str]
    client_policy_arn: Output[str]
    decisions_endpoint: Output[str]
    decide_policy_arn: Output[str]
    labels_endpoint: Output[str]
    reviews_endpoint: Output[str]
    feedback_policy_arn: Output[str]
    read_policy_arn: Output[str]
    fraud_detector_endpoint: Output[str] | None
    fraud_detector_policy_arn: Output[str] | None

    def __init__(self, name: str, args: ApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Api", name, {}, opts)
        child = ResourceOptions(parent=self)
        prefix = name_prefix(name, "fraud-detection-api")
        api = apigateway.RestApi(
            name,
            name=args.context.physical_name(name),
            endpoint_configuration={"types": "REGIONAL"},
            opts=child,
        )
        checks: dict[str, Any] = {"name": "body", "validate_request_body": True}
        validator = apigateway.RequestValidator(f"{name}-validator", rest_api=api.id, **checks, opts=child)
        routes = make_routes(
            prefix,
            api,
            functions=args.functions,
            authorization=args.authorization,
            validator_id=validator.id,
            opts=child,
        )
        snapshot: list[Route | CatchAll] = [*routes, *unknown_paths(name, api, child)]
        compatible = args.functions.fraud_detector is not None
        answers = SERVICE_ERRORS if compatible else ERRORS
        errors = gateway_responses(name, api, answers, child)
        deployment = apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            triggers={  # what a deployment is a snapshot of; ids stay the same on an edit in place
                "inputs": Output.json_dumps([checks, *(each.inputs for each in snapshot)]).apply(_digest),
                "errors": _digest(json.dumps({kind: asdict(error) for kind, error in answers.items()})),
            },
            opts=ResourceOptions(
                parent=self, depends_on=[*(part for each in snapshot for part in each.parts), *errors]
            ),
        )
        access_log = AccessLog(f"{name}-access", args.context, opts=child) if args.access_logs else None
        stage = apigateway.Stage(
            f"{name}-{STAGE}",
            rest_api=api.id,
            deployment=deployment.id,
            stage_name=STAGE,
            xray_tracing_enabled=True,
            access_log_settings=access_log.settings if access_log else None,
            opts=child,
        )
        apigateway.MethodSettings(
            f"{name}-throttle",
            rest_api=api.id,
            stage_name=stage.stage_name,
            method_path="*/*",
            settings={
                "throttling_rate_limit": args.throttle.rate,
                "throttling_burst_limit": args.throttle.burst,
                "data_trace_enabled": False,  # it would log payloads
            },
            opts=child,
        )
        if args.authorization == "NONE":
            pulumi.log.warn(
                "authorization is NONE: anybody who finds the API may send, decide, label and read transactions", self
            )
        self.name = api.name
        self.stage = stage.stage_name
        self.endpoint = Output.concat(stage.invoke_url, "/transactions")
        self.client_policy_arn = clients_policy(name, args.context, stage, child).arn
        self.decisions_endpoint = Output.concat(stage.invoke_url, "/decisions")
        self.decide_policy_arn = decide_policy(name, args.context, stage, child).arn
        self.labels_endpoint = Output.concat(stage.invoke_url, "/labels")
        self.reviews_endpoint = Output.concat(stage.invoke_url, "/reviews")
        self.feedback_policy_arn = feedback_policy(name, args.context, stage, child).arn
        self.read_policy_arn = read_policy(name, args.context, stage, child).arn
        self.fraud_detector_endpoint = Output.concat(stage.invoke_url, "/frauddetector") if compatible else None
        self.fraud_detector_policy_arn = (
            fraud_detector_policy(name, args.context, stage, child).arn if compatible else None
        )
        self.register_outputs({"endpoint": self.endpoint})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
