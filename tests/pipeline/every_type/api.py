"""A REST API in front of a function."""

import json

from pulumi import Output, ResourceOptions
from pulumi_aws import apigateway, lambda_


def declare_api(suffix: str, function: lambda_.Function, alias: lambda_.Alias) -> Output[str]:
    """Declare the API, which calls the function by its alias, and return its stage's URL."""
    api = apigateway.RestApi("api", name=f"api-{suffix}", endpoint_configuration={"types": "REGIONAL"})
    things = apigateway.Resource("things", rest_api=api.id, parent_id=api.root_resource_id, path_part="things")
    model = apigateway.Model(
        "model",
        rest_api=api.id,
        name="Thing",
        content_type="application/json",
        schema=json.dumps({"type": "object", "required": ["id"]}),
    )
    validator = apigateway.RequestValidator("validator", rest_api=api.id, name="body", validate_request_body=True)
    method = apigateway.Method(
        "method",
        rest_api=api.id,
        resource_id=things.id,
        http_method="POST",
        authorization="NONE",
        request_models={"application/json": model.name},
        request_validator_id=validator.id,
    )
    integration = apigateway.Integration(
        "integration",
        rest_api=api.id,
        resource_id=things.id,
        http_method=method.http_method,
        type="AWS_PROXY",
        integration_http_method="POST",
        uri=alias.invoke_arn,
        timeout_milliseconds=29_000,
    )
    mock = apigateway.Method("mock", rest_api=api.id, resource_id=things.id, http_method="ANY", authorization="NONE")
    nothing = apigateway.Integration(
        "nothing",
        rest_api=api.id,
        resource_id=things.id,
        http_method=mock.http_method,
        type="MOCK",
        request_templates={"application/json": '{"statusCode": 418}'},
        passthrough_behavior="NEVER",
    )
    declared = apigateway.MethodResponse(
        "declared",
        rest_api=api.id,
        resource_id=things.id,
        http_method=mock.http_method,
        status_code="418",
        response_parameters={"method.response.header.Allow": True},
    )
    answer = apigateway.IntegrationResponse(
        "answer",
        rest_api=api.id,
        resource_id=things.id,
        http_method=mock.http_method,
        status_code=declared.status_code,
        response_parameters={"method.response.header.Allow": "'POST'"},
        response_templates={"application/json": '{"error": "a teapot"}'},
        opts=ResourceOptions(depends_on=[nothing]),
    )
    refusal = apigateway.Response(
        "refusal",
        rest_api_id=api.id,
        response_type="BAD_REQUEST_BODY",
        status_code="400",
        response_templates={"application/json": '{"error": "refused by the model"}'},
    )
    lambda_.Permission(
        "permission",
        action="lambda:InvokeFunction",
        function=function.name,
        qualifier=alias.name,
        principal="apigateway.amazonaws.com",
        source_arn=Output.concat(api.execution_arn, "/*/POST/things"),
    )
    deployment = apigateway.Deployment(
        "deployment",
        rest_api=api.id,
        triggers={"hash": "1"},
        opts=ResourceOptions(depends_on=[integration, answer, refusal]),
    )
    stage = apigateway.Stage(
        "stage", rest_api=api.id, deployment=deployment.id, stage_name="prod", xray_tracing_enabled=True
    )
    apigateway.MethodSettings(
        "settings",
        rest_api=api.id,
        stage_name=stage.stage_name,
        method_path="*/*",
        settings={"throttling_rate_limit": 1000, "throttling_burst_limit": 2000, "metrics_enabled": True},
    )
    return stage.invoke_url
