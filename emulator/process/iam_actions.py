"""Corrections of ministack's IAM checks, made inside its process: it asks for the actions that AWS asks for.

Ministack asks for `sqs:SendMessageBatch` and the like, actions that IAM does not know. AWS asks for the action of a
single message: SQS developer guide, "Amazon SQS API permissions: actions and resource reference"; likewise
`sns:PublishBatch`, SNS developer guide, "Publishing messages in batches".

Ministack asks for `dynamodb:BatchExecuteStatement` on every resource, which IAM does not know either. AWS asks for
`dynamodb:PartiQLInsert`, `PartiQLUpdate`, `PartiQLDelete` or `PartiQLSelect` on the table of each statement: DynamoDB
developer guide, "IAM security policies with PartiQL for DynamoDB".
"""

import json
import re
from types import ModuleType
from typing import Any

SINGLE_MESSAGE_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}

PARTIQL_CALLS = frozenset({"dynamodb:BatchExecuteStatement", "dynamodb:ExecuteStatement"})
TABLE = r'\s+"?([\w.-]+)"?'
PARTIQL_ACTIONS = {
    "PartiQLInsert": re.compile(rf"\s*INSERT\s+INTO{TABLE}", re.IGNORECASE),
    "PartiQLUpdate": re.compile(rf"\s*UPDATE{TABLE}", re.IGNORECASE),
    "PartiQLDelete": re.compile(rf"\s*DELETE\s+FROM{TABLE}", re.IGNORECASE),
    "PartiQLSelect": re.compile(rf"\s*SELECT\b.*?\bFROM{TABLE}", re.IGNORECASE | re.DOTALL),
}

IamChecks = list[tuple[str, str]]
"""Each an action and the resource that it must be allowed on."""


def patch_batch_actions(iam_actions: ModuleType) -> None:
    """Make ministack check a batch of messages as it checks one message."""
    action_of = iam_actions.extract_iam_action

    def extract(*request: object, **more: object) -> str | None:
        action: str | None = action_of(*request, **more)
        return SINGLE_MESSAGE_ACTIONS.get(action, action) if action else None

    iam_actions.extract_iam_action = extract  # type: ignore[attr-defined]  # a module takes any name


def patch_partiql_checks(iam_actions: ModuleType) -> None:
    """Make ministack check each PartiQL statement as it checks each item of a transaction."""
    checks_of_items = iam_actions.dynamodb_transaction_checks

    def checks(iam_action: str, body: bytes, region: str, account_id: str) -> IamChecks:
        if iam_action not in PARTIQL_CALLS:
            found: IamChecks = checks_of_items(iam_action, body, region, account_id)
            return found
        tables = f"arn:aws:dynamodb:{region}:{account_id}:table/"
        return [check for statement in partiql_statements(body) for check in partiql_checks(statement, tables)]

    iam_actions.dynamodb_transaction_checks = checks  # type: ignore[attr-defined]  # a module takes any name


def partiql_statements(body: bytes) -> list[str]:
    """Return the statements of a request; none where DynamoDB would not run the request."""
    try:
        request: Any = json.loads(body)
        if "Statement" in request:
            return [request["Statement"]]
        return [each["Statement"] for each in request["Statements"]]
    except (ValueError, KeyError, TypeError):
        return []


def partiql_checks(statement: str, tables: str) -> IamChecks:
    """Return the action and the table's ARN that a statement needs; for no known statement, an action nobody has."""
    for action, form in PARTIQL_ACTIONS.items():
        if parsed := form.match(statement):
            return [(f"dynamodb:{action}", tables + parsed.group(1))]
    return [("dynamodb:PartiQL", "*")]
