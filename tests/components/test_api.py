"""The REST API: who is let in, what is checked before it costs an invocation, when it is deployed anew."""

import json
from typing import Any

import pytest

from components.api import gateway_errors, routes
from emulator.program.monitor import Resource
from handlers.contract.label import labels_schema
from handlers.contract.request import RULES, json_schema
from handlers.contract.review_request import review_request_schema
from tests.components.stacks import DryRunStack, arn, dry_run_anew, without_tags

API = arn("execute-api", "a1b2c3d4e5")
INVOCATIONS = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{}/invocations"


def test_there_is_one_regional_api(stack: DryRunStack, suffix: str) -> None:
    assert without_tags(stack.one("apigateway/restApi:RestApi")) == {
        "name": f"fraud-detection-api-{suffix}",
        "endpointConfiguration": {"types": "REGIONAL"},
    }


def test_post_on_transactions_is_checked_and_passed_on_to_ingestion(stack: DryRunStack, suffix: str) -> None:
    resource = stack.one("apigateway/resource:Resource", "transactions-route-resource")
    assert (resource.inputs["parentId"], resource.inputs["pathPart"]) == (ROOT, "transactions")
    (method,) = (each for each in posts(stack, "method:Method") if each.inputs["resourceId"] == resource.id)
    (integration,) = (
        each for each in posts(stack, "integration:Integration") if each.inputs["resourceId"] == resource.id
    )
    function = arn("lambda", f"function:transaction-ingestion-{suffix}")

    assert (method.inputs["httpMethod"], method.inputs["authorization"]) == ("POST", "AWS_IAM")
    assert method.inputs["requestModels"] == {"$default": "Transaction"}
    assert method.inputs["requestValidatorId"] == stack.one("apigateway/requestValidator:RequestValidator").id
    assert integration.inputs["type"] == "AWS_PROXY"
    assert integration.inputs["httpMethod"] == integration.inputs["integrationHttpMethod"] == "POST"
    assert integration.inputs["uri"] == INVOCATIONS.format(function)


ROOT = "r00tr00t00"


READ = {
    "alerts-route-get": ["cursor", "from", "limit", "outcome", "to"],
    "entities-route-get": ["id", "kind"],
    "reviews-route-get": ["cursor", "limit", "state"],
    "transactions-route-get": ["id"],
}
"""Methods that read, and the parameters that each may have."""


def posts(stack: DryRunStack, kind: str) -> list[Resource]:
    """Return the API's resources for the method by which transactions come in."""
    return [each for each in stack.all(f"apigateway/{kind}") if each.inputs["httpMethod"] == "POST"]


def test_every_method_that_leads_to_a_function_is_signed_for_and_checked(stack: DryRunStack, suffix: str) -> None:
    methods, integrations = posts(stack, "method:Method"), posts(stack, "integration:Integration")
    models = [each.inputs["name"] for each in stack.all("apigateway/model:Model")]
    validator = stack.one("apigateway/requestValidator:RequestValidator")

    assert {each.inputs["authorization"] for each in methods} == {"AWS_IAM"}
    of_methods = sorted(each.inputs["requestModels"]["$default"] for each in methods)
    assert of_methods == sorted([*models, "Transaction"]), "decisions are asked for as transactions are sent"
    assert all(each.inputs["requestValidatorId"] == validator.id for each in methods)
    assert validator.inputs["validateRequestBody"] is True
    names = ("transaction-ingestion", "transaction-decision", "fraud-feedback")
    functions = [arn("lambda", f"function:{name}-{suffix}") for name in names]
    assert {each.inputs["uri"] for each in integrations} == {INVOCATIONS.format(each) for each in functions}
    assert len(methods) == len(integrations) == 5


def test_every_method_that_reads_is_signed_for_and_leads_to_queries(stack: DryRunStack, suffix: str) -> None:
    methods = {each.name: each for each in stack.all("apigateway/method:Method") if each.inputs["httpMethod"] == "GET"}
    behind = [each for each in stack.all("apigateway/integration:Integration") if each.inputs["httpMethod"] == "GET"]

    assert set(methods) == {*READ, "transaction-route-get"}
    assert {each.inputs["authorization"] for each in methods.values()} == {"AWS_IAM"}
    assert not [name for name, each in methods.items() if "requestModels" in each.inputs]
    assert methods["transaction-route-get"].inputs["requestParameters"] == {"method.request.path.id": True}
    assert sorted(each.inputs["resourceId"] for each in behind) == sorted(
        each.inputs["resourceId"] for each in methods.values()
    )
    queries = INVOCATIONS.format(arn("lambda", f"function:fraud-queries-{suffix}"))
    assert {(each.inputs["type"], each.inputs["uri"]) for each in behind} == {("AWS_PROXY", queries)}
    assert {each.inputs["integrationHttpMethod"] for each in behind} == {"POST"}, "of Lambda's API"


def test_what_people_do_about_reviews_is_checked_and_passed_on_to_feedback(stack: DryRunStack, suffix: str) -> None:
    resource = stack.one("apigateway/resource:Resource", "reviews-route-resource")
    (integration,) = (
        each for each in posts(stack, "integration:Integration") if each.inputs["resourceId"] == resource.id
    )
    (model,) = (each for each in stack.all("apigateway/model:Model") if each.inputs["name"] == "Review")

    assert integration.inputs["uri"] == INVOCATIONS.format(arn("lambda", f"function:fraud-feedback-{suffix}"))
    assert json.loads(model.inputs["schema"]) == review_request_schema()


def test_decisions_are_passed_on_to_decision_and_only_they_take_a_dry_run(stack: DryRunStack, suffix: str) -> None:
    resource = stack.one("apigateway/resource:Resource", "decisions-route-resource")
    assert (resource.inputs["parentId"], resource.inputs["pathPart"]) == (ROOT, "decisions")
    (integration,) = (
        each for each in posts(stack, "integration:Integration") if each.inputs["resourceId"] == resource.id
    )
    taken = {
        each.name: each.inputs["requestParameters"]
        for each in stack.all("apigateway/method:Method")
        if "requestParameters" in each.inputs
    }

    assert integration.inputs["uri"] == INVOCATIONS.format(arn("lambda", f"function:transaction-decision-{suffix}"))
    taken.pop("transaction-route-get")
    named = {**READ, "decisions-route-post": ["dry_run"]}
    assert taken == {
        method: {f"method.request.querystring.{name}": False for name in names} for method, names in named.items()
    }, "none has to give it"


def test_labels_are_passed_on_to_feedback(stack: DryRunStack, suffix: str) -> None:
    resource = stack.one("apigateway/resource:Resource", "labels-route-resource")
    assert (resource.inputs["parentId"], resource.inputs["pathPart"]) == (ROOT, "labels")
    (integration,) = (
        each for each in posts(stack, "integration:Integration") if each.inputs["resourceId"] == resource.id
    )
    (model,) = (each for each in stack.all("apigateway/model:Model") if each.inputs["name"] == "Labels")

    assert integration.inputs["uri"] == INVOCATIONS.format(arn("lambda", f"function:fraud-feedback-{suffix}"))
    assert json.loads(model.inputs["schema"]) == labels_schema()


def test_the_model_is_the_functions_own_definition(stack: DryRunStack) -> None:
    (model,) = (each for each in stack.all("apigateway/model:Model") if each.inputs["name"] == "Transaction")

    assert json.loads(model.inputs["schema"]) == json_schema()
    assert model.inputs["contentType"] == "application/json"


def test_the_stage_is_traced_and_throttled_and_logs_no_payload(stack: DryRunStack) -> None:
    stage = without_tags(stack.one("apigateway/stage:Stage"))
    assert (stage["stageName"], stage["xrayTracingEnabled"]) == ("prod", True)

    settings = stack.one("apigateway/methodSettings:MethodSettings").inputs
    assert (settings["stageName"], settings["methodPath"]) == ("prod", "*/*")
    assert settings["settings"] == {
        "throttlingRateLimit": 1_000,
        "throttlingBurstLimit": 2_000,
        "dataTraceEnabled": False,
    }


def test_only_the_routes_of_this_api_and_the_schedule_may_invoke_the_functions(stack: DryRunStack, suffix: str) -> None:
    permissions = [each.inputs for each in stack.all("lambda/permission:Permission")]

    assert sorted((each["sourceArn"], each["function"]) for each in permissions) == [
        (arn("events", f"rule/fraud-reviews-schedule-{suffix}"), f"fraud-feedback-{suffix}"),
        (f"{API}/*/GET/alerts", f"fraud-queries-{suffix}"),
        (f"{API}/*/GET/entities", f"fraud-queries-{suffix}"),
        (f"{API}/*/GET/reviews", f"fraud-queries-{suffix}"),
        (f"{API}/*/GET/transactions", f"fraud-queries-{suffix}"),
        (f"{API}/*/GET/transactions/*", f"fraud-queries-{suffix}"),
        (f"{API}/*/POST/decisions", f"transaction-decision-{suffix}"),
        (f"{API}/*/POST/labels", f"fraud-feedback-{suffix}"),
        (f"{API}/*/POST/reviews", f"fraud-feedback-{suffix}"),
        (f"{API}/*/POST/transactions", f"transaction-ingestion-{suffix}"),
        (f"{API}/*/POST/transactions/batch", f"transaction-ingestion-{suffix}"),
    ]
    for each in permissions:
        assert each["action"] == "lambda:InvokeFunction"
        assert each["principal"] == f"{'events' if ':events:' in each['sourceArn'] else 'apigateway'}.amazonaws.com"


def test_the_apis_own_answers_look_like_the_functions(stack: DryRunStack) -> None:
    answers = {
        each.inputs["responseType"]: each.inputs["responseTemplates"]["application/json"]
        for each in stack.all("apigateway/response:Response")
    }

    assert set(answers) == {"BAD_REQUEST_BODY", "UNSUPPORTED_MEDIA_TYPE", "DEFAULT_4XX", "DEFAULT_5XX"}
    refused = json.loads(answers["BAD_REQUEST_BODY"])
    assert "; labels: of many in a request, must be a list of 1 to 100 labels" in refused["error"]
    assert set(refused) == {"error"}
    assert all(name in refused["error"] and rule in refused["error"] for name, rule in RULES.items())
    for other in (answers["DEFAULT_4XX"], answers["DEFAULT_5XX"]):
        assert set(json.loads(other.replace("$context.error.messageString", '"said"'))) == {"error"}


def test_an_answer_for_a_function_that_could_not_says_when_to_try_again(stack: DryRunStack) -> None:
    headers = {
        each.inputs["responseType"]: each.inputs.get("responseParameters")
        for each in stack.all("apigateway/response:Response")
    }

    assert headers.pop("DEFAULT_5XX") == {"gatewayresponse.header.Retry-After": "'5'"}
    assert not any(headers.values())


def triggers(stack: DryRunStack) -> dict[str, Any]:
    found: dict[str, Any] = stack.one("apigateway/deployment:Deployment").inputs["triggers"]
    return found


def test_the_same_api_is_not_deployed_anew(dev: DryRunStack, configured: DryRunStack) -> None:
    assert triggers(configured) == triggers(dev)


def test_another_model_or_answer_is_deployed_anew(dev: DryRunStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "json_schema", lambda: {**json_schema(), "title": "Another"})
    another = dry_run_anew("dev")
    assert triggers(another)["inputs"] != triggers(dev)["inputs"]
    assert triggers(another)["errors"] == triggers(dev)["errors"]

    sorry = gateway_errors.GatewayError(template='{"error":"sorry"}', status="599")
    monkeypatch.setitem(gateway_errors.ERRORS, "DEFAULT_5XX", sorry)
    assert triggers(dry_run_anew("dev"))["errors"] != triggers(dev)["errors"]


def test_another_function_behind_the_api_is_deployed_anew(dev: DryRunStack, longest: DryRunStack) -> None:
    """Change the suffix, which changes nothing in the snapshot but the integrations' URI."""
    assert triggers(longest)["inputs"] != triggers(dev)["inputs"]


def test_another_authorization_is_deployed_anew(dev: DryRunStack, unsecured: DryRunStack) -> None:
    assert triggers(unsecured)["inputs"] != triggers(dev)["inputs"]
    assert {each.inputs["authorization"] for each in posts(unsecured, "method:Method")} == {"NONE"}


SNAPSHOT = (
    "integration:Integration",
    "integrationResponse:IntegrationResponse",
    "method:Method",
    "methodResponse:MethodResponse",
    "response:Response",
)
"""The types that a deployment takes a snapshot of; it does not contain what is made after it."""


@pytest.mark.parametrize("kind", SNAPSHOT)
def test_a_deployment_depends_on_all_that_it_is_a_snapshot_of_and_the_state_knows_it(
    stack: DryRunStack, kind: str
) -> None:
    deployment = stack.one("apigateway/deployment:Deployment")

    made = {each.urn for each in stack.all(f"apigateway/{kind}")}
    assert made
    assert made <= set(deployment.dependencies)


def test_the_throttle_is_what_config_says(configured: DryRunStack) -> None:
    settings = configured.one("apigateway/methodSettings:MethodSettings").inputs["settings"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (7, 9)
