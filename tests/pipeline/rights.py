"""The rights that each role is to have, in AWS's words, and those that a deployed role has."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack

LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
STRATEGIES = ("dynamodb:GetItem", "dynamodb:Query")
KEY = ("kms:Decrypt", "kms:GenerateDataKey")

EVERYWHERE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ingestion": {
        "ingestion logs": LOGS,
        "ingestion queue": ("sqs:SendMessage",),
        "transactions": ("dynamodb:PutItem", "dynamodb:Query"),
        "key": KEY,
    },
    "decision": {
        "decision logs": LOGS,
        "ingestion queue": ("sqs:SendMessage",),
        "transactions": ("dynamodb:PutItem", "dynamodb:Query"),
        "decisions": ("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        "scores": ("dynamodb:GetItem",),
        "profiles": ("dynamodb:BatchGetItem",),
        "reviews": ("dynamodb:GetItem",),
        "strategies": STRATEGIES,
        "key": KEY,
    },
    "processing": {
        "processing logs": LOGS,
        "processing queue": ("sqs:SendMessage",),
        "stream": (
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        ),
        "scoring": ("lambda:InvokeFunction",),
        "key": KEY,
    },
    "scoring": {
        "scoring logs": LOGS,
        "scoring queue": ("sqs:SendMessage",),
        "scores": ("dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:UpdateItem"),
        "profiles": (
            "dynamodb:BatchGetItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PutItem",
        ),
        "reviews": ("dynamodb:PutItem",),
        "alerts": ("sns:Publish",),
        "events": ("sns:Publish",),
        "strategies": STRATEGIES,
        "key": KEY,
    },
    "feedback": {
        "feedback logs": LOGS,
        "feedback queue": ("sqs:SendMessage",),
        "transactions": ("dynamodb:Query",),
        "scores": ("dynamodb:BatchGetItem",),
        "profiles": ("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
        "labels": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
        "owed labels": ("dynamodb:Query",),
        "reviews": ("dynamodb:GetItem", "dynamodb:UpdateItem"),
        "due reviews": ("dynamodb:Query",),
        "events": ("sns:Publish",),
        "strategies": STRATEGIES,
        "key": KEY,
    },
    "queries": {
        "queries logs": LOGS,
        "transactions": ("dynamodb:Query",),
        "scores": ("dynamodb:BatchGetItem",),
        "alerted scores": ("dynamodb:Query",),
        "labels": ("dynamodb:BatchGetItem",),
        "reviews": ("dynamodb:BatchGetItem",),
        "due reviews": ("dynamodb:Query",),
        "profiles": ("dynamodb:BatchGetItem",),
        "strategies": STRATEGIES,
        "key": KEY,
    },
    "fraud_detector": {
        "fraud_detector logs": LOGS,
        "decision": ("lambda:InvokeFunction",),
        "ingestion": ("lambda:InvokeFunction",),
        "feedback": ("lambda:InvokeFunction",),
        "queries": ("lambda:InvokeFunction",),
        "key": KEY,
    },
}
"""The actions of each stage's role by resource; without X-Ray, which knows no resources."""

WITHOUT_QUEUE = ("decision", "queries", "fraud_detector")
"""Stages that have no queue of their own."""

FORBIDDEN = (
    "dynamodb:Scan",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLSelect",
    "dynamodb:DeleteTable",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "kms:ScheduleKeyDeletion",
    "lambda:UpdateFunctionCode",
    "logs:CreateLogGroup",
    "logs:GetLogEvents",
    "sns:Subscribe",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "execute-api:Invoke",
    "sts:AssumeRole",
)
"""Actions that no role may do anywhere."""


class Right(NamedTuple):
    """One action on one resource."""

    action: str
    resource: str


def allowed_rights(aws: Clients, role: str) -> Iterator[Right]:
    """Yield what the deployed policies of a role allow."""
    attached = aws.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert not attached, f"{role} has rights from elsewhere: {attached}"
    for name in aws.iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document: Any = aws.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for statement in document["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in statement["Action"]:
                yield from (Right(action, resource) for resource in statement["Resource"])


def resource_arns(stack: LocalStack) -> dict[str, str]:
    """Return the ARNs of all parts of a stack, and of the same parts of another stack, by name."""
    made = {resource.name: resource for resource in stack.deployment.resources if resource.custom}

    def arn(name: str, output: str = "arn") -> str:
        return str(made[name].state[output])

    functions = {
        "ingestion": "transaction-ingestion",
        "decision": "transaction-decision",
        "processing": "transaction-processor",
        "scoring": "fraud-scorer",
        "feedback": "fraud-feedback",
        "queries": "fraud-queries",
        "fraud_detector": "fraud-detector-api",
    }
    with_queues = {stage: name for stage, name in functions.items() if stage not in WITHOUT_QUEUE}
    own = {
        "transactions": arn("transactions"),
        "stream": arn("transactions", "streamArn"),
        "scores": arn("fraud-scores"),
        "profiles": arn("fraud-profiles"),
        "alerted scores": arn("fraud-scores") + "/index/alerts",
        "labels": arn("fraud-labels"),
        "owed labels": arn("fraud-labels") + "/index/owed",
        "reviews": arn("fraud-reviews"),
        "due reviews": arn("fraud-reviews") + "/index/due",
        "events": arn("fraud-events"),
        "decisions": arn("fraud-decisions"),
        "strategies": arn("fraud-strategies"),
        "alerts": arn("fraud-alerts"),
        "key": arn("fraud-detection-key"),
        **{stage: arn(name) for stage, name in functions.items()},
        **{f"{stage} queue": arn(f"{name}-dlq") for stage, name in with_queues.items()},
        **{f"{stage} logs": arn(f"{name}-logs") + ":log-stream:2026" for stage, name in functions.items()},
        **{f"{stage} role": arn(f"{name}-role") for stage, name in functions.items()},
    }
    elsewhere = {f"other {place}": value.replace("-guarded", "-other") for place, value in own.items()}
    return own | {place: value for place, value in elsewhere.items() if value not in own.values()}
