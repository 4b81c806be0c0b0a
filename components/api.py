"""The REST API: `POST /transactions`, checked against the request's own definition before it costs an invocation."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import apigateway, lambda_

from components.function import Function
from handlers.domain.request import RULES, json_schema

STAGE = "prod"

MODEL = json.dumps(json_schema(), sort_keys=True)

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


class Api(ComponentResource):
    """Hands out its endpoint, and the right to call it."""

    def __init__(self, name: str, args: ApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Api", name, {}, opts)
        child = ResourceOptions(parent=self)
        api = apigateway.RestApi(
            name, name=f"{name}-{args.suffix}", endpoint_configuration={"types": "REGIONAL"}, opts=child
        )
        resource = apigateway.Resource(
            f"{name}-transactions",
            rest_api=api.id,
            parent_id=api.root_resource_id,
            path_part="transactions",
            opts=child,
        )
        model = apigateway.Model(
            f"{name}-transaction",
            rest_api=api.id,
            name="Transaction",
            content_type="application/json",
            schema=MODEL,
            opts=child,
        )
        validator = apigateway.RequestValidator(
            f"{name}-validator", rest_api=api.id, name="body", validate_request_body=True, opts=child
        )
        method = apigateway.Method(
            f"{name}-post",
            rest_api=api.id,
            resource_id=resource.id,
            http_method="POST",
            authorization=args.authorization,
            request_models={"$default": model.name},  # whatever the content type says, the body is checked
            request_validator_id=validator.id,
            opts=child,
        )
        integration = apigateway.Integration(
            f"{name}-ingestion",
            rest_api=api.id,
            resource_id=resource.id,
            http_method=method.http_method,
            type="AWS_PROXY",
            integration_http_method="POST",
            uri=args.function.invoke_arn,
            opts=child,
        )
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
        inputs = [MODEL, args.authorization, args.function.invoke_arn]
        deployment = apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            triggers={  # what a deployment is a snapshot of; ids stay the same on an edit in place
                "inputs": Output.json_dumps(inputs).apply(_digest),
                "errors": _digest_of_errors(errors),
            },
            opts=ResourceOptions(parent=self, depends_on=[method, integration]),
        )
        stage = apigateway.Stage(
            f"{name}-{STAGE}",
            rest_api=api.id,
            deployment=deployment.id,
            stage_name=STAGE,
            xray_tracing_enabled=True,
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
        lambda_.Permission(
            f"{name}-may-invoke",
            action="lambda:InvokeFunction",
            function=args.function.name,
            principal="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(api.execution_arn, "/*/POST/transactions"),
            opts=child,
        )
        self.endpoint = pulumi.Output.concat(stage.invoke_url, "/transactions")
        self.register_outputs({"endpoint": self.endpoint})


async def _digest_of_errors(made: Sequence[apigateway.Response]) -> str:
    """Ready only when the responses are made, so that the snapshot has them."""
    for response in made:
        await response.urn.future()
    return _digest(json.dumps(ERRORS))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
