"""The API's access log: off unless asked for, without content or callers, and never at other stacks' expense."""

import json

import pytest

from tests.components.stacks import Stack, rehearse, without_tags

GROUP, STAGE = "cloudwatch/logGroup:LogGroup", "apigateway/stage:Stage"
NAME = "fraud-detection-api-access-log"


@pytest.fixture(scope="module")
def logging() -> Stack:
    return rehearse("dev", accessLogs="true", logRetentionDays="14")


def test_no_access_is_logged_by_default(stack: Stack) -> None:
    assert "accessLogSettings" not in stack.one(STAGE).inputs
    assert NAME not in {each.name for each in stack.all(GROUP)}


def test_where_it_is_asked_for_the_stage_logs_to_a_group_that_forgets(logging: Stack) -> None:
    group = logging.one(GROUP, NAME)

    assert without_tags(group) == {"name": "/aws/apigateway/fraud-detection-api-access-dev", "retentionInDays": 14}
    assert logging.one(STAGE).inputs["accessLogSettings"]["destinationArn"] == group.state["arn"]


def test_a_line_is_json_and_tells_what_became_of_a_request_but_not_what_it_said_or_who_sent_it(logging: Stack) -> None:
    line = json.loads(logging.one(STAGE).inputs["accessLogSettings"]["format"])

    assert set(line) == {
        "requestId",
        "requestTime",
        "path",
        "status",
        "latency",
        "integrationStatus",
        "integrationLatency",
        "error",
        "trace",
    }
    said = json.dumps(line)
    assert not [word for word in ("identity", "sourceIp", "userAgent", "body", "input", "authorizer") if word in said]


def test_the_accounts_own_settings_are_left_alone(logging: Stack, stack: Stack) -> None:
    """They are one a region: a stack that set them would, by its end, end every other stack's logs."""
    assert not [*logging.all("apigateway/account:Account"), *stack.all("apigateway/account:Account")]


def test_a_key_of_our_own_encrypts_it_too() -> None:
    keyed = rehearse("dev", accessLogs="true", customerManagedKey="true")

    assert keyed.one(GROUP, NAME).inputs["kmsKeyId"] == keyed.one("kms/key:Key").state["arn"]
