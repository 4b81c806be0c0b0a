"""Subscribers, quotas and permissions are as AWS says, and judged by what the stack is for."""

from typing import Any

import pytest

from fraudctl.verify.permissions import permission_checks
from fraudctl.verify.quotas import quota_checks
from fraudctl.verify.subscribers import subscriber_checks
from tests.fraudctl.verify.scripted_stack import only, scripted, states

PENDING, CONFIRMED = {"SubscriptionArn": "PendingConfirmation"}, {"SubscriptionArn": "arn:aws:sns:x"}
PROTECTED = {"protectData": "true"}


@pytest.mark.parametrize(
    ("subscriptions", "settings", "state"),
    [
        ([CONFIRMED], PROTECTED, "ok"),
        ([CONFIRMED, PENDING], PROTECTED, "warning"),
        ([], PROTECTED, "failed"),
        ([], {}, "warning"),
        ([], None, "warning"),
    ],
)
def test_a_topic_that_nobody_hears_fails_where_data_is_worth_protecting(
    subscriptions: list[Any], settings: dict[str, str] | None, state: str
) -> None:
    stack = scripted({"list_subscriptions_by_topic": {"Subscriptions": subscriptions}}, settings)

    found = states(subscriber_checks(stack))

    assert found == {
        "who hears of alarms": state,
        "who hears of alerts": state,
        "webhooks": "not on this stack",
    }


@pytest.mark.parametrize(("subscriptions", "state"), [([CONFIRMED], "ok"), ([PENDING], "failed"), ([], "failed")])
def test_a_webhook_that_did_not_confirm_fails(subscriptions: list[Any], state: str) -> None:
    answers = {"list_subscriptions_by_topic": {"Subscriptions": subscriptions}}
    stack = scripted(answers, exports={"webhook_queue_urls": {"a": "queue"}})

    assert only(subscriber_checks(stack), "webhooks").state == state


def quotas(**changed: Any) -> dict[str, Any]:
    """Return answers of an account with the usual quotas, or others."""
    return {
        "get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 850}},
        "get_function_concurrency": {"ReservedConcurrentExecutions": 50},
        "get_account": {"throttleSettings": {"rateLimit": 10000.0, "burstLimit": 5000}},
        "get_rest_apis": {"items": [{"id": "a", "name": "fraud-detection-api-t"}]},
        "get_resources": {"items": [{"id": "r", "path": "/"}]},
        "get_stages": {
            "item": [{"methodSettings": {"*/*": {"throttlingRateLimit": 1000.0, "throttlingBurstLimit": 2000}}}]
        },
        "describe_limits": {"TableMaxWriteCapacityUnits": 40000, "AccountMaxWriteCapacityUnits": 80000},
        **changed,
    }


def test_usual_quotas_are_well() -> None:
    assert set(states(quota_checks(scripted(quotas()))).values()) == {"ok"}


@pytest.mark.parametrize(
    ("changed", "name", "state"),
    [
        ({"get_function_concurrency": {"ReservedConcurrentExecutions": 0}}, "Lambda's concurrency", "failed"),
        (
            {"get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 10}}},
            "Lambda's concurrency",
            "warning",
        ),
        (
            {"get_account": {"throttleSettings": {"rateLimit": 500.0, "burstLimit": 5000}}},
            "API Gateway's throttle",
            "warning",
        ),
        ({"get_stages": {"item": [{"methodSettings": {}}]}}, "API Gateway's throttle", "failed"),
        ({"get_rest_apis": {"items": []}}, "API Gateway's throttle", "failed"),
        (
            {"describe_limits": {"TableMaxWriteCapacityUnits": 1000, "AccountMaxWriteCapacityUnits": 80000}},
            "DynamoDB's writes",
            "warning",
        ),
    ],
)  # fmt: skip
def test_a_quota_that_is_too_small_is_told(changed: dict[str, Any], name: str, state: str) -> None:
    check = only(quota_checks(scripted(quotas(**changed))), name)

    assert (check.state, bool(check.advice)) == (state, True)


def policies(caller: str, decision: str, asked: list[Any]) -> dict[str, Any]:
    """Return answers of IAM, which decides so on whatever it is asked."""
    document = {"Statement": [{"Action": ["sqs:SendMessage"], "Resource": ["arn:aws:sqs:q"]}]}

    def simulate(**request: Any) -> dict[str, Any]:
        asked.append(request["PolicySourceArn"])
        return {"EvaluationResults": [{"EvalActionName": "sqs:SendMessage", "EvalDecision": decision}]}

    return {
        "get_caller_identity": {"Arn": caller},
        "get_role": {"Role": {"Arn": "arn:aws:iam::1:role/people/analyst"}},
        "get_policy": {"Policy": {"DefaultVersionId": "v1"}},
        "get_policy_version": {"PolicyVersion": {"Document": document}},
        "get_function_configuration": {"Role": "arn:aws:iam::1:role/scorer"},
        "list_role_policies": {"PolicyNames": ["own"]},
        "get_role_policy": {"PolicyDocument": document},
        "simulate_principal_policy": simulate,
    }


def test_a_session_is_judged_by_its_role_with_the_roles_path() -> None:
    asked: list[Any] = []
    answers = policies("arn:aws:sts::1:assumed-role/analyst/ann", "allowed", asked)

    check = only(permission_checks(scripted(answers)), "you may deploy strategies, keep lists")

    assert (check.state, asked[0]) == ("ok", "arn:aws:iam::1:role/people/analyst")


def test_a_right_that_a_person_lacks_is_a_warning_and_one_that_a_function_lacks_fails() -> None:
    checks = list(permission_checks(scripted(policies("arn:aws:iam::1:user/ann", "implicitDeny", []))))

    mine, functions = only(checks, "you may deploy strategies, keep lists"), only(checks, "role of scoring")

    assert (mine.state, functions.state) == ("warning", "failed")
    assert "sqs:SendMessage" in functions.found


def test_a_function_without_a_policy_fails() -> None:
    answers = policies("arn:aws:iam::1:root", "allowed", []) | {"list_role_policies": {"PolicyNames": []}}

    assert only(permission_checks(scripted(answers)), "role of scoring").state == "failed"
