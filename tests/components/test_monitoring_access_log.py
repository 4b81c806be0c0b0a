"""The API's access log: off unless asked for, without content or callers, and never at other stacks' expense."""

import json

from tests.components.stacks import LONGEST_SUFFIX, DryRunStack, without_tags

GROUP, STAGE = "cloudwatch/logGroup:LogGroup", "apigateway/stage:Stage"
NAME = "fraud-detection-api-access-log"


def test_no_access_is_logged_by_default(stack: DryRunStack) -> None:
    assert "accessLogSettings" not in stack.one(STAGE).inputs
    assert NAME not in {each.name for each in stack.all(GROUP)}


def test_where_it_is_asked_for_the_stage_logs_to_a_group_that_forgets(longest: DryRunStack) -> None:
    group = longest.one(GROUP, NAME)

    assert without_tags(group) == {
        "name": f"/aws/apigateway/fraud-detection-api-access-{LONGEST_SUFFIX}",
        "retentionInDays": 7,
    }
    assert longest.one(STAGE).inputs["accessLogSettings"]["destinationArn"] == group.state["arn"]


def test_a_line_is_json_and_tells_what_became_of_a_request_but_not_what_it_said_or_who_sent_it(
    configured: DryRunStack,
) -> None:
    line = json.loads(configured.one(STAGE).inputs["accessLogSettings"]["format"])

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


def test_the_accounts_own_settings_are_left_alone(configured: DryRunStack, stack: DryRunStack) -> None:
    """They are one a region: a stack that set them would, by its end, end every other stack's logs."""
    assert not [*configured.all("apigateway/account:Account"), *stack.all("apigateway/account:Account")]


def test_its_retention_and_its_key_are_those_of_all_logs(configured: DryRunStack) -> None:
    assert without_tags(configured.one(GROUP, NAME)) == {
        "name": "/aws/apigateway/fraud-detection-api-access-dev",
        "retentionInDays": 14,
        "kmsKeyId": configured.one("kms/key:Key").state["arn"],
    }
