"""Run in the emulator: PartiQL judged by the rights that AWS asks for.

The emulator asks for `dynamodb:BatchExecuteStatement` on every resource, an action that IAM does not know. AWS asks for
`dynamodb:PartiQLInsert`, `PartiQLUpdate`, `PartiQLDelete` or `PartiQLSelect` on the table of each statement: DynamoDB
developer guide, "IAM security policies with PartiQL for DynamoDB".
"""

import json
import re
from types import ModuleType
from typing import Any

ASKING = frozenset({"dynamodb:BatchExecuteStatement", "dynamodb:ExecuteStatement"})
TABLE = r'\s+"?([\w.-]+)"?'
ACTIONS = {
    "PartiQLInsert": re.compile(rf"\s*INSERT\s+INTO{TABLE}", re.IGNORECASE),
    "PartiQLUpdate": re.compile(rf"\s*UPDATE{TABLE}", re.IGNORECASE),
    "PartiQLDelete": re.compile(rf"\s*DELETE\s+FROM{TABLE}", re.IGNORECASE),
    "PartiQLSelect": re.compile(rf"\s*SELECT\b.*?\bFROM{TABLE}", re.IGNORECASE | re.DOTALL),
}

Checks = list[tuple[str, str]]


def judge_partiql(iam_actions: ModuleType) -> None:
    """Have the emulator check each statement as it checks each item of a transaction."""
    checks_of_items = iam_actions.dynamodb_transaction_checks

    def checks(iam_action: str, body: bytes, region: str, account_id: str) -> Checks:
        if iam_action not in ASKING:
            found: Checks = checks_of_items(iam_action, body, region, account_id)
            return found
        tables = f"arn:aws:dynamodb:{region}:{account_id}:table/"
        return [check for statement in statements(body) for check in rights(statement, tables)]

    iam_actions.dynamodb_transaction_checks = checks  # type: ignore[attr-defined]  # a module takes any name


def statements(body: bytes) -> list[str]:
    """Return the statements of a request; none where it is not one that DynamoDB would run."""
    try:
        asked: Any = json.loads(body)
        return [asked["Statement"]] if "Statement" in asked else [each["Statement"] for each in asked["Statements"]]
    except (ValueError, KeyError, TypeError):
        return []


def rights(statement: str, tables: str) -> Checks:
    """Return the action and the table's ARN that a statement needs; for what is no statement, one that nobody has."""
    for action, form in ACTIONS.items():
        if said := form.match(statement):
            return [(f"dynamodb:{action}", tables + said.group(1))]
    return [("dynamodb:PartiQL", "*")]
