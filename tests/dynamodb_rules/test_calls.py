"""Whole calls: numbers, sizes, keys, and that what is defined is used."""

from typing import Any

import boto3
import pytest

from tests.dynamodb_rules.calls import check_call
from tests.dynamodb_rules.refusal import Refused

MODEL = boto3.Session().client("dynamodb", region_name="us-east-1").meta.service_model
KEYS = {"rows": ("id", "at"), "profiles": ("entity",)}
INSERT = "INSERT INTO \"profiles\" VALUE {'entity': ?, 'version': ?}"
UPDATE = 'UPDATE "profiles" SET "version"=? WHERE "entity"=? AND "version"=?'
ONE, TWO = {"N": "1"}, {"N": "2"}


def check(operation: str, **arguments: Any) -> None:
    check_call(MODEL, operation, arguments, KEYS.get)


def row(identity: str = "a", **more: Any) -> dict[str, Any]:
    return {"id": {"S": identity}, "at": ONE, **more}


def update(expression: str, condition: str = "attribute_exists(entity)", **values: Any) -> dict[str, Any]:
    return {
        "TableName": "profiles",
        "Key": {"entity": {"S": "a"}},
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        **({"ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}} if values else {}),
    }


def statement(text: str, *parameters: Any) -> dict[str, Any]:
    return {"Statement": text, "Parameters": list(parameters)}


def insert(entity: str) -> dict[str, Any]:
    return statement(INSERT, {"S": entity}, ONE)


def keys(count: int) -> list[dict[str, Any]]:
    return [{"entity": {"S": f"e-{number}"}} for number in range(count)]


ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a put on condition": (
        "PutItem",
        {"TableName": "rows", "Item": row(), "ConditionExpression": "attribute_not_exists(id)"},
    ),
    "an update": ("UpdateItem", update("SET version = :v ADD ids :i", v=ONE, i={"BS": [b"a"]})),
    "a query": (
        "Query",
        {
            "TableName": "rows",
            "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": {":id": {"S": "a"}},
        },
    ),
    "a hundred keys": ("BatchGetItem", {"RequestItems": {"profiles": {"Keys": keys(100), "ConsistentRead": True}}}),
    "statements on two items": (
        "BatchExecuteStatement",
        {"Statements": [insert("a"), statement(UPDATE, TWO, {"S": "b"}, ONE)]},
    ),
    "25 statements": ("BatchExecuteStatement", {"Statements": [insert(f"{number}") for number in range(25)]}),
    "a transaction": (
        "TransactWriteItems",
        {
            "TransactItems": [
                {"Put": {"TableName": "profiles", "Item": {"entity": {"S": "a"}}}},
                {"Put": {"TableName": "rows", "Item": row()}},
            ],
            "ClientRequestToken": "t" * 36,
        },
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_call_that_aws_takes_is_taken(name: str) -> None:
    operation, arguments = ACCEPTED[name]

    check(operation, **arguments)


LONG = " OR ".join(["a = :v"] * 600)
MANY = " OR ".join(["a = :v"] * 151)
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "too many keys": ("BatchGetItem", {"RequestItems": {"profiles": {"Keys": keys(101)}}}, "from 1 to 100"),
    "no keys": ("BatchGetItem", {"RequestItems": {"profiles": {"Keys": []}}}, "from 1 to 100"),
    "one key twice": ("BatchGetItem", {"RequestItems": {"profiles": {"Keys": keys(1) * 2}}}, "1 of them distinct"),
    "too many keys in two tables": (
        "BatchGetItem",
        {"RequestItems": {"profiles": {"Keys": keys(60)}, "other": {"Keys": keys(60)}}},
        "at most 100 items",
    ),
    "half a key": ("GetItem", {"TableName": "rows", "Key": {"id": {"S": "a"}}}, "the key is \\('id', 'at'\\)"),
    "an empty key": ("GetItem", {"TableName": "profiles", "Key": {"entity": {"S": ""}}}, "of 1 to 2048 bytes"),
    "a long key": ("GetItem", {"TableName": "profiles", "Key": {"entity": {"S": "é" * 1025}}}, "of 1 to 2048 bytes"),
    "a long sort key": (
        "PutItem",
        {"TableName": "rows", "Item": {"id": {"S": "a"}, "at": {"S": "b" * 1025}}},
        "of 1 to 1024 bytes",
    ),
    "a put twice": (
        "BatchWriteItem",
        {"RequestItems": {"rows": [{"PutRequest": {"Item": row(a=ONE)}}, {"PutRequest": {"Item": row(a=TWO)}}]}},
        "1 of them distinct",
    ),
    "26 puts": (
        "BatchWriteItem",
        {"RequestItems": {"rows": [{"PutRequest": {"Item": row(str(number))}} for number in range(26)]}},
        "from 1 to 25",
    ),
    "a large item": ("PutItem", {"TableName": "rows", "Item": row(a={"S": "a" * 409_600})}, "at most 409600 bytes"),
    "an empty set": ("PutItem", {"TableName": "rows", "Item": row(a={"SS": []})}, "a set is not empty"),
    "a member twice": ("PutItem", {"TableName": "rows", "Item": row(a={"NS": ["1", "1.0"]})}, "are distinct"),
    "39 digits": ("PutItem", {"TableName": "rows", "Item": row(a={"N": "1" * 39})}, "at most 38 digits"),
    "a huge number": ("PutItem", {"TableName": "rows", "Item": row(a={"N": "1E126"})}, "lies within"),
    "no number": ("PutItem", {"TableName": "rows", "Item": row(a={"N": "NaN"})}, "at most 38 digits"),
    "two types": ("PutItem", {"TableName": "rows", "Item": row(a={"S": "a", "N": "1"})}, "exactly one type"),
    "a value that is not used": ("UpdateItem", update("REMOVE a", v=ONE), "defines"),
    "a value that is not defined": ("UpdateItem", update("SET a = :v"), "the expressions use \\[':v'\\]"),
    "names without one": ("UpdateItem", {**update("REMOVE a"), "ExpressionAttributeNames": {}}, "defines \\[\\]"),
    "paths that overlap": ("UpdateItem", update("SET a.b = :v REMOVE a", v=ONE), "two paths of an update overlap"),
    "a key that changes": ("UpdateItem", update("SET entity = :v", v=ONE), "part of the key"),
    "text added": ("UpdateItem", update("ADD a :v", v={"S": "a"}), "ADD takes no S"),
    "a number deleted": ("UpdateItem", update("DELETE a :v", v=ONE), "DELETE takes no N"),
    "a long expression": ("UpdateItem", update("REMOVE b", LONG, v=ONE), "at most 4096 bytes"),
    "many operators": ("UpdateItem", update("REMOVE b", MANY, v=ONE), "at most 300 operators"),
    "large values": ("UpdateItem", update("SET a = :v", v={"B": b"a" * (2 << 20)}), "at most 2097152 bytes"),
    "an unknown choice": ("UpdateItem", {**update("REMOVE a"), "ReturnValues": "ALL"}, "none of"),
    "26 statements": (
        "BatchExecuteStatement",
        {"Statements": [insert(f"{number}") for number in range(26)]},
        "from 1 to 25",
    ),
    "two statements on one item": (
        "BatchExecuteStatement",
        {"Statements": [insert("a"), statement(UPDATE, TWO, {"S": "a"}, ONE)]},
        "1 of them distinct",
    ),
    "a long statement": (
        "BatchExecuteStatement",
        {"Statements": [statement(INSERT + " " * 8192, {"S": "a"}, ONE)]},
        "from 1 to 8192",
    ),
    "a parameter too few": ("BatchExecuteStatement", {"Statements": [statement(INSERT, ONE)]}, "takes 2 parameters"),
    "no parameters": ("ExecuteStatement", statement("DELETE FROM \"profiles\" WHERE entity='a'"), "from 1 to None"),
    "an empty key in a statement": ("BatchExecuteStatement", {"Statements": [insert("")]}, "of 1 to 2048 bytes"),
    "a statement on no single item": (
        "BatchExecuteStatement",
        {"Statements": [statement('DELETE FROM "profiles" WHERE "version"=?', ONE)]},
        "names no single item",
    ),
    "a read and a write": (
        "BatchExecuteStatement",
        {"Statements": [insert("a"), statement('SELECT * FROM "profiles" WHERE entity=?', {"S": "b"})]},
        "does not mix",
    ),
    "a transaction with an item twice": (
        "TransactWriteItems",
        {
            "TransactItems": [
                {"Put": {"TableName": "profiles", "Item": {"entity": {"S": "a"}}}},
                {"Delete": {"TableName": "profiles", "Key": {"entity": {"S": "a"}}}},
            ]
        },
        "1 of them distinct",
    ),
    "101 actions": (
        "TransactWriteItems",
        {"TransactItems": [{"Delete": {"TableName": "profiles", "Key": key}} for key in keys(101)]},
        "from 1 to 100",
    ),
    "a long token": (
        "TransactWriteItems",
        {
            "TransactItems": [{"Delete": {"TableName": "profiles", "Key": keys(1)[0]}}],
            "ClientRequestToken": "t" * 37,
        },
        "from 1 to 36",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_call_that_aws_refuses_is_refused_with_its_reason(name: str) -> None:
    operation, arguments, reason = REFUSED[name]

    with pytest.raises(Refused, match=reason):
        check(operation, **arguments)


def test_a_value_may_lie_32_levels_deep() -> None:
    def nested(levels: int) -> Any:
        return ONE if levels == 1 else {"L": [nested(levels - 1)]}

    check("PutItem", TableName="rows", Item=row(a=nested(32)))
    with pytest.raises(Refused, match="deeper than 32"):
        check("PutItem", TableName="rows", Item=row(a=nested(33)))
