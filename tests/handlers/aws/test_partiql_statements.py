"""The stores' statements keep the grammar and limits that DynamoDB documents, where its stand-ins take more.

Developer guide, "PartiQL insert statements for DynamoDB" and "PartiQL update statements for DynamoDB"; API reference,
BatchExecuteStatement and BatchStatementRequest; "Quotas": a key's name and value.
"""

import re
from typing import Any, cast

import pytest

from handlers.aws.profile_store import ProfileStore, ProfileWrite
from handlers.aws.score_store import ScoreStore
from tests.handlers.profiles_table import ProfilesTable
from tests.interleavings.memory_aws import MemoryAws

TABLE = "fraud-test-of-a-name-with-hyphens"
MAX_STATEMENTS, MAX_STATEMENT, MAX_HASH_KEY = 25, 8192, 2048

NAME = r'"[^"]+"'
"""In double quotes: without them neither a hyphen nor a word that DynamoDB reserves may stand there."""
INSERT = rf"INSERT INTO {NAME} VALUE \{{'\w+': \?(?:, '\w+': \?)*\}}"
UPDATE = rf"UPDATE {NAME}(?: SET {NAME}=\?)+ WHERE {NAME}=\?(?: AND {NAME}=\?)*"  # noqa: S608 -- a pattern

LONGEST_ENTITY = f"profile#{'k' * 32}#" + "\U0001f600" * 128
"""A kind of 32 characters and an id of 128, each of four bytes in UTF-8."""


def requests(kind: str) -> list[dict[str, Any]]:
    """Return what the store asks BatchExecuteStatement when it writes 60 items."""
    table = ProfilesTable(MemoryAws({TABLE: ("transaction_id",) if kind == "scores" else ("entity",)}))
    client = cast("Any", table)
    if kind == "scores":
        rows = [{"transaction_id": f"tx-{each}", "timestamp": each, "fraud_score": 1} for each in range(60)]
        ScoreStore(client, TABLE).insert(rows)
    else:
        version = 0 if kind == "new profiles" else 8
        writes = [ProfileWrite(f"profile#customer#{each}", version, b"p", 1) for each in range(60)]
        ProfileStore(client, TABLE).write(writes)
    return [dict(asked) for _, asked in table.asked]


@pytest.mark.parametrize(("kind", "form"), [("scores", INSERT), ("new profiles", INSERT), ("known profiles", UPDATE)])
def test_a_statement_has_the_form_and_the_limits_that_dynamodb_documents(
    monkeypatch: pytest.MonkeyPatch, kind: str, form: str
) -> None:
    monkeypatch.setattr("handlers.aws.concurrency.POOL", type("InOrder", (), {"map": staticmethod(map)}))
    asked = requests(kind)

    assert asked
    for each in asked:
        assert set(each) == {"Statements"}
        assert 1 <= len(each["Statements"]) <= MAX_STATEMENTS
        for statement in each["Statements"]:
            assert re.fullmatch(form, statement["Statement"])
            assert f'"{TABLE}"' in statement["Statement"]
            assert len(statement["Statement"]) <= MAX_STATEMENT
            assert len(statement["Parameters"]) == statement["Statement"].count("?") >= 1
            assert all(len(value) == 1 for value in statement["Parameters"]), "each has one type"


def test_an_update_names_the_whole_key_and_sets_no_part_of_it() -> None:
    """DynamoDB refuses a WHERE that fits several items, and a SET of the key."""
    (statement,) = {each["Statement"] for asked in requests("known profiles") for each in asked["Statements"]}
    changes, _, condition = statement.partition(" WHERE ")

    assert condition.startswith('"entity"=? AND ')
    assert '"entity"' not in changes
    assert len(re.findall(r'SET ("\w+")', changes)) == len(set(re.findall(r'SET ("\w+")', changes)))


def test_no_batch_holds_an_entity_twice() -> None:
    """DynamoDB refuses a batch with two statements on one item."""
    for asked in requests("new profiles"):
        entities = [statement["Parameters"][0]["S"] for statement in asked["Statements"]]
        assert len(set(entities)) == len(entities)


def test_the_longest_entity_is_no_longer_than_a_key_may_be() -> None:
    assert len(LONGEST_ENTITY.encode()) <= MAX_HASH_KEY
