"""The endpoint for clients of Amazon Fraud Detector: only where it is asked for, with the least that it needs."""

import json

import pytest

from components.api.service_errors import NAMES
from tests.components.stacks import DryRunStack, arn, dry_run_stack

FUNCTION = "fraud-detector-api"
ASKED = {
    "DECISION_FUNCTION": "transaction-decision",
    "INGESTION_FUNCTION": "transaction-ingestion",
    "FEEDBACK_FUNCTION": "fraud-feedback",
    "QUERIES_FUNCTION": "fraud-queries",
}


@pytest.fixture(scope="module")
def compatible() -> DryRunStack:
    return dry_run_stack("dev", fraudDetectorApi="true")


def test_a_stack_has_none_of_it_by_default(stack: DryRunStack) -> None:
    assert not [each.name for each in stack.all("lambda/function:Function") if FUNCTION in each.name]
    assert not [each.name for each in stack.all("apigateway/resource:Resource") if "frauddetector" in each.name]
    assert "fraud_detector_endpoint" not in stack.run.exports


def test_its_role_may_ask_four_functions_log_and_trace_and_nothing_else(compatible: DryRunStack) -> None:
    allowed = [{key: each[key] for key in ("Action", "Resource")} for each in compatible.policy(FUNCTION)]
    assert allowed == [
        {
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [arn("logs", f"log-group:/aws/lambda/{FUNCTION}-dev:*")],
        },
        {"Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": ["*"]},
        *(
            {"Action": ["lambda:InvokeFunction"], "Resource": [arn("lambda", f"function:{name}-dev")]}
            for name in ASKED.values()
        ),
    ]


def test_it_is_told_whom_to_ask_traces_and_has_no_queue(compatible: DryRunStack) -> None:
    function = compatible.one("lambda/function:Function", FUNCTION).inputs
    asked = {name: arn("lambda", f"function:{each}-dev") for name, each in ASKED.items()}

    assert function["name"] == f"{FUNCTION}-dev"
    assert function["environment"]["variables"] == {**asked, "ENVIRONMENT": "dev"}
    assert function["tracingConfig"] == {"mode": "Active"}
    assert "deadLetterConfig" not in function
    assert f"{FUNCTION}-dlq" not in [each.name for each in compatible.all("sqs/queue:Queue")]


def test_where_decisions_are_kept_warm_it_asks_and_may_ask_the_warm_ones() -> None:
    warm = dry_run_stack("dev", fraudDetectorApi="true", decisionProvisionedConcurrency="2")
    live = arn("lambda", "function:transaction-decision-dev:live")
    resources = [resource for each in warm.policy(FUNCTION) for resource in each["Resource"]]
    variables = warm.one("lambda/function:Function", FUNCTION).inputs["environment"]["variables"]

    assert live in resources
    assert arn("lambda", "function:transaction-decision-dev") not in resources
    assert variables["DECISION_FUNCTION"] == live


def test_one_policy_lets_a_client_call_its_path_and_nothing_else(compatible: DryRunStack) -> None:
    policy = compatible.one("iam/policy:Policy", "fraud-detection-api-fraud-detector-clients").inputs
    (statement,) = json.loads(policy["policy"])["Statement"]

    assert policy["name"] == "fraud-detector-client-dev"
    assert statement["Action"] == ["execute-api:Invoke"]
    assert [each.rpartition("prod")[2] for each in statement["Resource"]] == ["/POST/frauddetector"]


def test_its_route_is_signed_for_and_leads_to_it(compatible: DryRunStack) -> None:
    method = compatible.one("apigateway/method:Method", "frauddetector-route-post").inputs
    integration = compatible.one("apigateway/integration:Integration", "frauddetector-route-integration").inputs

    assert (method["authorization"], "requestModels" in method) == ("AWS_IAM", False)
    assert f"function:{FUNCTION}-dev" in integration["uri"]


def test_the_gateways_own_answers_are_read_by_its_clients_and_by_ours(compatible: DryRunStack) -> None:
    answers = {each.inputs["responseType"]: each.inputs for each in compatible.all("apigateway/response:Response")}

    assert set(answers) == set(NAMES)
    for kind, name in NAMES.items():
        template = answers[kind]["responseTemplates"]["application/json"]
        body = json.loads(template.replace("$context.error.messageString", '"said"'))
        assert body["error"] == body["message"]
        assert body["__type"] == name


def test_its_failures_ring(compatible: DryRunStack) -> None:
    alarms = {each.name for each in compatible.all("cloudwatch/metricAlarm:MetricAlarm")}
    assert {f"{FUNCTION}-{kind}" for kind in ("errors", "error-rate", "throttles", "duration")} <= alarms
