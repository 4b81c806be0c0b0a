"""Batches of messages and PartiQL statements need the rights that they need on AWS."""

import json
from types import ModuleType
from typing import Any

import pytest

from emulator.process.iam_actions import patch_batch_actions, patch_partiql_checks

TABLES = "arn:aws:dynamodb:us-east-1:000000000000:table/"


def checks_of(action: str, body: bytes) -> list[tuple[str, str]]:
    """Return what the patched ministack checks for a call."""
    module: Any = ModuleType("iam_actions")
    module.dynamodb_transaction_checks = lambda *_: [("dynamodb:PutItem", "of a transaction")]
    patch_partiql_checks(module)
    found: list[tuple[str, str]] = module.dynamodb_transaction_checks(action, body, "us-east-1", "000000000000")
    return found


@pytest.mark.parametrize(
    ("statement", "action", "table"),
    [
        ("INSERT INTO \"a-b\" VALUE {'k': ?}", "dynamodb:PartiQLInsert", TABLES + "a-b"),
        ('  update "a.b" SET x=? WHERE k=?', "dynamodb:PartiQLUpdate", TABLES + "a.b"),
        ("DELETE FROM plain WHERE k=?", "dynamodb:PartiQLDelete", TABLES + "plain"),
        ('SELECT x,\n y FROM "a"."index" WHERE k=?', "dynamodb:PartiQLSelect", TABLES + "a"),
        ("EXISTS(SELECT)", "dynamodb:PartiQL", "*"),
    ],
)
def test_each_kind_of_statement_needs_its_own_right_on_its_table(statement: str, action: str, table: str) -> None:
    assert checks_of("dynamodb:ExecuteStatement", json.dumps({"Statement": statement}).encode()) == [(action, table)]


def test_a_batch_needs_the_right_of_every_statement() -> None:
    body = {"Statements": [{"Statement": f'INSERT INTO "{name}" VALUE {{}}'} for name in ("a", "b")]}

    assert checks_of("dynamodb:BatchExecuteStatement", json.dumps(body).encode()) == [
        ("dynamodb:PartiQLInsert", TABLES + name) for name in ("a", "b")
    ]


def test_a_transaction_is_checked_as_before() -> None:
    assert checks_of("dynamodb:TransactWriteItems", b"{}") == [("dynamodb:PutItem", "of a transaction")]


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b'{"Statements": [7]}'])
def test_what_dynamodb_would_not_run_asks_for_nothing(body: bytes) -> None:
    assert checks_of("dynamodb:ExecuteStatement", body) == []


def action_for(action: str | None) -> str | None:
    """Return the action that the patched ministack checks, where the unpatched one checks this."""
    module: Any = ModuleType("iam_actions")
    module.extract_iam_action = lambda _service, *, headers: headers["said"]
    patch_batch_actions(module)
    checked: str | None = module.extract_iam_action("sqs", headers={"said": action})
    return checked


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        ("sqs:SendMessageBatch", "sqs:SendMessage"),
        ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
        ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
        ("sns:PublishBatch", "sns:Publish"),
    ],
)
def test_a_batch_of_messages_is_checked_as_one_message(asked: str, needed: str) -> None:
    assert action_for(asked) == needed


@pytest.mark.parametrize("action", ["sqs:SendMessage", "dynamodb:BatchGetItem", None])
def test_other_calls_are_checked_as_before(action: str | None) -> None:
    assert action_for(action) == action
