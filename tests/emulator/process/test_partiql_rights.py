"""PartiQL needs a right on the table of each of its statements, as on AWS."""

import json
from types import ModuleType
from typing import Any

import pytest

from emulator.process.partiql_rights import judge_partiql

TABLES = "arn:aws:dynamodb:us-east-1:000000000000:table/"


def checks(action: str, body: bytes) -> list[tuple[str, str]]:
    module: Any = ModuleType("iam_actions")
    module.dynamodb_transaction_checks = lambda *_: [("dynamodb:PutItem", "of a transaction")]
    judge_partiql(module)
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
    assert checks("dynamodb:ExecuteStatement", json.dumps({"Statement": statement}).encode()) == [(action, table)]


def test_a_batch_needs_the_right_of_every_statement() -> None:
    body = {"Statements": [{"Statement": f'INSERT INTO "{name}" VALUE {{}}'} for name in ("a", "b")]}

    assert checks("dynamodb:BatchExecuteStatement", json.dumps(body).encode()) == [
        ("dynamodb:PartiQLInsert", TABLES + name) for name in ("a", "b")
    ]


def test_other_actions_are_judged_as_before() -> None:
    assert checks("dynamodb:TransactWriteItems", b"{}") == [("dynamodb:PutItem", "of a transaction")]


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b'{"Statements": [7]}'])
def test_what_dynamodb_would_not_run_asks_for_nothing(body: bytes) -> None:
    assert checks("dynamodb:ExecuteStatement", body) == []
