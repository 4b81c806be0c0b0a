"""Least privilege, role by role and statement by statement."""

import json
from typing import Any

import pytest

from tests.components.stacks import FUNCTIONS, KEY, WITHOUT_QUEUE, DryRunStack, arn, queue_of


def own(function: str, suffix: str) -> list[dict[str, Any]]:
    """Return the rights of every role: its own logs, its queue, traces."""
    return [
        {
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [arn("logs", f"log-group:/aws/lambda/{function}-{suffix}:*")],
        },
        {"Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": ["*"]},
        *([] if function in WITHOUT_QUEUE else [_send(function, suffix)]),
    ]


def _send(function: str, suffix: str) -> dict[str, Any]:
    return {"Action": ["sqs:SendMessage"], "Resource": [arn("sqs", f"{queue_of(function)}-{suffix}")]}


def further(function: str, suffix: str) -> list[dict[str, Any]]:
    """Return the further rights of one role."""
    transactions = arn("dynamodb", f"table/transactions-{suffix}")
    reviews = arn("dynamodb", f"table/fraud-reviews-{suffix}")
    due = {"Action": ["dynamodb:Query"], "Resource": [f"{reviews}/index/due"]}
    tell = {"Action": ["sns:Publish"], "Resource": [arn("sns", f"fraud-events-{suffix}")]}
    rights: dict[str, list[dict[str, Any]]] = {
        "transaction-ingestion": [
            {
                "Action": ["dynamodb:PutItem", "dynamodb:Query"],
                "Resource": [transactions],
            },
        ],
        "transaction-processor": [
            {
                "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                "Resource": [f"{transactions}/stream/2026-01-01T00:00:00.000"],
            },
            {"Action": ["dynamodb:ListStreams"], "Resource": [f"{transactions}/stream/*"]},
            {"Action": ["lambda:InvokeFunction"], "Resource": [arn("lambda", f"function:fraud-scorer-{suffix}")]},
        ],
        "fraud-scorer": [
            {
                "Action": ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:UpdateItem"],
                "Resource": [arn("dynamodb", f"table/fraud-scores-{suffix}")],
            },
            {
                "Action": ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
                "Resource": [arn("dynamodb", f"table/fraud-profiles-{suffix}")],
            },
            {"Action": ["dynamodb:PutItem"], "Resource": [arn("dynamodb", f"table/fraud-profiles-{suffix}")]},
            {"Action": ["dynamodb:PutItem"], "Resource": [reviews]},
            {"Action": ["sns:Publish"], "Resource": [arn("sns", f"fraud-alerts-{suffix}")]},
            tell,
        ],
        "transaction-decision": [
            {"Action": ["dynamodb:PutItem", "dynamodb:Query"], "Resource": [transactions]},
            {
                "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchGetItem"],
                "Resource": [arn("dynamodb", f"table/fraud-decisions-{suffix}")],
            },
            {"Action": ["dynamodb:GetItem"], "Resource": [arn("dynamodb", f"table/fraud-scores-{suffix}")]},
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [arn("dynamodb", f"table/fraud-profiles-{suffix}")]},
            {"Action": ["dynamodb:GetItem"], "Resource": [reviews]},
        ],
        "fraud-feedback": [
            {"Action": ["dynamodb:Query"], "Resource": [transactions]},
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [arn("dynamodb", f"table/fraud-scores-{suffix}")]},
            {
                "Action": ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
                "Resource": [arn("dynamodb", f"table/fraud-profiles-{suffix}")],
            },
            {
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": [arn("dynamodb", f"table/fraud-labels-{suffix}")],
            },
            {
                "Action": ["dynamodb:Query"],
                "Resource": [arn("dynamodb", f"table/fraud-labels-{suffix}/index/owed")],
            },
            {"Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": [reviews]},
            due,
            tell,
        ],
        "fraud-queries": [
            {"Action": ["dynamodb:Query"], "Resource": [transactions]},
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [arn("dynamodb", f"table/fraud-scores-{suffix}")]},
            {
                "Action": ["dynamodb:Query"],
                "Resource": [arn("dynamodb", f"table/fraud-scores-{suffix}/index/alerts")],
            },
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [arn("dynamodb", f"table/fraud-labels-{suffix}")]},
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [reviews]},
            due,
            {"Action": ["dynamodb:BatchGetItem"], "Resource": [arn("dynamodb", f"table/fraud-profiles-{suffix}")]},
        ],
    }
    if function in ("fraud-scorer", "transaction-decision", "fraud-feedback", "fraud-queries"):
        table = arn("dynamodb", f"table/fraud-strategies-{suffix}")
        rights[function].append({"Action": ["dynamodb:Query", "dynamodb:GetItem"], "Resource": [table]})
    key = [{"Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": [KEY]}] if suffix == "prod" else []
    return rights[function] + key


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_may_exactly_what_its_function_does(stack: DryRunStack, suffix: str, function: str) -> None:
    allowed = [{key: each[key] for key in ("Action", "Resource")} for each in stack.policy(function)]

    assert allowed == own(function, suffix) + further(function, suffix)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_lambda_may_take_a_role_and_nothing_but_its_policy_adds_to_it(
    stack: DryRunStack, suffix: str, function: str
) -> None:
    role = stack.one("iam/role:Role", f"{function}-role")

    assert role.inputs["name"] == f"{function}-role-{suffix}"
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    assert not set(role.inputs) & {"managedPolicyArns", "inlinePolicies"}
    attached = [each for each in stack.all("iam/rolePolicy:RolePolicy") if each.inputs["role"] == role.inputs["name"]]
    assert [each.inputs["name"] for each in attached] == [f"{function}-policy-{suffix}"]


def test_a_star_stands_only_for_x_ray_and_actions_are_spelled_out(stack: DryRunStack) -> None:
    statements = [each for function in FUNCTIONS for each in stack.policy(function)]

    stars = [each["Action"] for each in statements if "*" in each["Resource"]]
    assert stars == [["xray:PutTraceSegments", "xray:PutTelemetryRecords"]] * 6
    actions = {action for each in statements for action in each["Action"]}
    assert {action for action in actions if "*" in action} <= {"kms:GenerateDataKey*"}, "KMS's own guide spells it so"


def test_there_are_no_other_roles_or_policies(stack: DryRunStack) -> None:
    assert len(stack.all("iam/role:Role")) == len(stack.all("iam/rolePolicy:RolePolicy")) == 6
    assert {each.name for each in stack.all("iam/policy:Policy")} == {
        "fraud-detection-api-clients",
        "fraud-detection-api-decide-clients",
        "fraud-detection-api-feedback-clients",
        "fraud-detection-api-read-clients",
        "exporters-policy",
        "profile-operators-policy",
        "strategy-operators-policy",
        "erasure-officers-policy",
    }


def test_an_operator_of_profiles_may_read_and_have_scoring_fold(stack: DryRunStack, suffix: str) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.name == "profile-operators-policy")
    allowed = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    allowed.pop("UseKey", None)

    tables = {
        name: arn("dynamodb", f"table/{name}-{suffix}")
        for name in ("transactions", "fraud-scores", "fraud-profiles", "fraud-strategies")
    }
    assert {name: (each["Action"], each["Resource"]) for name, each in allowed.items()} == {
        "Invoke": (["lambda:InvokeFunction"], [arn("lambda", f"function:fraud-scorer-{suffix}")]),
        "LookUpProfiles": (["dynamodb:GetItem"], [tables["fraud-profiles"]]),
        "LookThroughTransactions": (["dynamodb:Scan", "dynamodb:DescribeTable"], [tables["transactions"]]),
        "LookUpScores": (["dynamodb:BatchGetItem"], [tables["fraud-scores"]]),
        "ReadStrategies": (["dynamodb:Query", "dynamodb:GetItem"], [tables["fraud-strategies"]]),
    }


def test_who_exports_may_read_and_write_nothing(stack: DryRunStack, suffix: str) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.name == "exporters-policy")
    allowed = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    allowed.pop("UseKey", None)

    expected = {
        "LookThroughTransactions": ("transactions", ["Scan", "DescribeTable"]),
        "LookUpScores": ("fraud-scores", ["BatchGetItem"]),
        "LookUpLabels": ("fraud-labels", ["BatchGetItem"]),
        "LookUpReviews": ("fraud-reviews", ["BatchGetItem"]),
        "LookUpProfiles": ("fraud-profiles", ["GetItem"]),
        "ReadStrategies": ("fraud-strategies", ["Query", "GetItem"]),
    }
    assert {name: (each["Action"], each["Resource"]) for name, each in allowed.items()} == {
        name: ([f"dynamodb:{action}" for action in actions], [arn("dynamodb", f"table/{table}-{suffix}")])
        for name, (table, actions) in expected.items()
    }


def test_a_privacy_officer_may_delete_items_and_messages_and_record_it(stack: DryRunStack, suffix: str) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.name == "erasure-officers-policy")
    allowed = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    allowed.pop("UseKey", None)
    queues = ("transaction-ingestion-dlq", "transaction-processor-dlq", "fraud-scorer-dlq", "fraud-feedback-dlq")

    def rights(table: str, *actions: str) -> tuple[list[str], list[str]]:
        return [f"dynamodb:{each}" for each in actions], [arn("dynamodb", f"table/{table}-{suffix}")]

    whole = ("DescribeTable", "Scan", "GetItem", "DeleteItem")
    assert {name: (each["Action"], each["Resource"]) for name, each in allowed.items()} == {
        "Invoke": (["lambda:InvokeFunction"], [arn("lambda", f"function:fraud-scorer-{suffix}")]),
        "EraseTransactions": rights("transactions", "DescribeTable", "Scan", "Query", "GetItem", "DeleteItem"),
        "EraseScores": rights("fraud-scores", *whole),
        "EraseLabels": rights("fraud-labels", "GetItem", "DeleteItem"),
        "EraseReviews": rights("fraud-reviews", *whole),
        "EraseDecisions": rights("fraud-decisions", *whole),
        "EraseProfiles": rights("fraud-profiles", "GetItem", "PutItem", "UpdateItem", "DeleteItem"),
        "RecordErasures": rights("fraud-strategies", "Query", "GetItem", "PutItem", "UpdateItem"),
        "LookThroughQueues": (
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
            [arn("sqs", f"{each}-{suffix}") for each in queues],
        ),
    }
    assert len(policy.inputs["policy"]) < 4_000, "IAM takes 6,144 characters without blanks: the rest is for webhooks"


def test_an_operator_of_strategies_may_change_them_keep_lists_and_read_what_was_decided(
    stack: DryRunStack, suffix: str
) -> None:
    (policy,) = (each for each in stack.all("iam/policy:Policy") if each.name == "strategy-operators-policy")
    allowed = {each["Sid"]: each for each in json.loads(policy.inputs["policy"])["Statement"]}
    key = allowed.pop("UseKey", None)

    assert (key is None) is (suffix == "dev")
    expected = {
        "ChangeStrategies": ("fraud-strategies", ["Query", "GetItem", "PutItem", "ConditionCheckItem"]),
        "ReadScores": ("fraud-scores", ["Scan", "GetItem", "BatchGetItem"]),
        "ReadTransactions": ("transactions", ["Scan", "BatchGetItem", "Query"]),
        "KeepLists": (
            "fraud-profiles",
            ["Scan", "BatchGetItem", "PartiQLInsert", "PartiQLUpdate", "UpdateItem"],
        ),
        "LookUpLabels": ("fraud-labels", ["BatchGetItem"]),
    }
    assert {name: (each["Action"], each["Resource"]) for name, each in allowed.items()} == {
        name: ([f"dynamodb:{action}" for action in actions], [arn("dynamodb", f"table/{table}-{suffix}")])
        for name, (table, actions) in expected.items()
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_statements_are_named_for_what_they_are_for(stack: DryRunStack, function: str) -> None:
    names = [each["Sid"] for each in stack.policy(function)]

    assert len(set(names)) == len(names)
    assert all(name.isalnum() for name in names), "IAM takes letters and digits only"
