"""The REST API: takes transactions, checked against the request's own definition before they cost an invocation."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import apigateway, iam

from components.access_log import AccessLog, AccessLogArgs
from components.function import Function
from components.grants import Grant, policy
from components.route import Route, RouteArgs
from handlers.domain.batch import batch_schema
from handlers.domain.request import RULES, json_schema

STAGE = "prod"

ERRORS = {
    "BAD_REQUEST_BODY": json.dumps(
        {"error": "body: breaks the rule of a field: " + "; ".join(f"{name}: {rule}" for name, rule in RULES.items())}
    ),
    "DEFAULT_4XX": '{"error":$context.error.messageString}',
    "DEFAULT_5XX": '{"error":$context.error.messageString}',
}
"""What the API itself answers, in the form of the function's answers; a gateway cannot say which field it was."""


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """Requests a second, and at once, that the API lets in; beyond them it answers 429."""

    rate: int
    burst: int


@dataclass(frozen=True, kw_only=True)
class ApiArgs:
    """`authorization` is AWS_IAM, or NONE for anybody."""

    suffix: str
    function: Function
    authorization: str
    throttle: Throttle
    access_log: AccessLogArgs | None


class Api(ComponentResource):
    """Hands out its endpoint, and the managed policy that lets a caller send to it."""

    def __init__(self, name: str, args: ApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Api", name, {}, opts)
        child = ResourceOptions(parent=self)
        api = apigateway.RestApi(
            name, name=f"{name}-{args.suffix}", endpoint_configuration={"types": "REGIONAL"}, opts=child
        )
        validator = apigateway.RequestValidator(
            f"{name}-validator", rest_api=api.id, name="body", validate_request_body=True, opts=child
        )

        def route(label: str, parent_id: Input[str], path: str, model: str, schema: Mapping[str, Any]) -> Route:
            made = RouteArgs(
                api=api,
                parent_id=parent_id,
                path=path,
                model=model,
                schema=schema,
                validator_id=validator.id,
                function=args.function,
                authorization=args.authorization,
            )
            return Route(f"{label}-route", made, opts=child)

        single = route("transactions", api.root_resource_id, "/transactions", "Transaction", json_schema())
        batch = route("batch", single.resource_id, "/transactions/batch", "Batch", batch_schema())
        errors = [
            apigateway.Response(
                f"{name}-{kind.lower().replace('_', '-')}",
                rest_api_id=api.id,
                response_type=kind,
                response_templates={"application/json": template},
                opts=child,
            )
            for kind, template in ERRORS.items()
        ]
        deployment = apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            triggers={  # what a deployment is a snapshot of; ids stay the same on an edit in place
                "inputs": Output.json_dumps([*single.inputs, *batch.inputs]).apply(_digest),
                "errors": _digest_of_errors(errors),
            },
            opts=ResourceOptions(parent=self, depends_on=[*single.parts, *batch.parts]),
        )
        access_log = AccessLog(f"{name}-access", args.access_log, opts=child) if args.access_log else None
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
        clients = iam.Policy(
            f"{name}-clients",
            name=f"fraud-detection-client-{args.suffix}",
            description="To attach to those who may send transactions; allows nothing else.",
            policy=policy([_grant_send(stage)]),
            opts=child,
        )
        if args.authorization == "NONE":
            pulumi.log.warn("authorization is NONE: anybody who finds the API may send transactions", self)
        self.name = api.name
        self.stage = stage.stage_name
        self.endpoint = Output.concat(stage.invoke_url, "/transactions")
        self.client_policy_arn = clients.arn
        self.register_outputs({"endpoint": self.endpoint})


def _grant_send(stage: apigateway.Stage) -> Grant:
    """May call the routes of this stage that take transactions."""
    routes = [Output.concat(stage.execution_arn, "/POST", path) for path in ("/transactions", "/transactions/batch")]
    return Grant(name="Send", actions=("execute-api:Invoke",), resources=tuple(routes))


async def _digest_of_errors(made: Sequence[apigateway.Response]) -> str:
    """Ready only when the responses are made, so that the snapshot has them."""
    for response in made:
        await response.urn.future()
    return _digest(json.dumps(ERRORS))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
