"""Calls of AWS that touch nothing in common come to the same in either order, whatever is there before."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from tests.interleavings.footprint import conflict, footprint
from tests.interleavings.memory_aws import AwsError, MemoryAws

ROWS, SCORES = "transactions", "scores"
KEYS = {ROWS: ("transaction_id", "timestamp"), SCORES: ("transaction_id",)}

AwsCall = tuple[str, Mapping[str, Any]]


def key(name: str) -> dict[str, Any]:
    return {"transaction_id": {"S": name}}


def row(name: str, timestamp: int) -> dict[str, Any]:
    return {**key(name), "timestamp": {"N": str(timestamp)}}


def calls_about(name: str) -> list[AwsCall]:
    """Return calls of every kind that the functions make, about one id."""
    by_id = {"KeyConditionExpression": "transaction_id = :id", "ExpressionAttributeValues": {":id": {"S": name}}}
    put = {"TableName": ROWS, "Item": row(name, 1), "ConditionExpression": "attribute_not_exists(transaction_id)"}
    update = {
        "TableName": SCORES,
        "Key": key(name),
        "UpdateExpression": "SET amount = :amount",
        "ConditionExpression": "attribute_exists(transaction_id)",
        "ExpressionAttributeValues": {":amount": {"N": "9"}},
    }
    insert = f"INSERT INTO \"{SCORES}\" VALUE {{'transaction_id': ?, 'amount': ?}}"
    change = f'UPDATE "{SCORES}" SET "amount"=? WHERE "transaction_id"=? AND "amount"=?'  # noqa: S608 -- PartiQL
    return [
        ("Query", {"TableName": ROWS, "ConsistentRead": True, **by_id}),
        ("Query", {"TableName": ROWS, **by_id}),  # one that misses the last write
        ("PutItem", put),
        ("UpdateItem", update),
        ("DeleteItem", {"TableName": SCORES, "Key": key(name), "ReturnValues": "ALL_OLD"}),
        ("BatchGetItem", {"RequestItems": {SCORES: {"Keys": [key(name)], "ConsistentRead": True}}}),
        ("BatchGetItem", {"RequestItems": {SCORES: {"Keys": [key("a"), key("c")]}}}),
        ("BatchWriteItem", {"RequestItems": {ROWS: [{"PutRequest": {"Item": row(name, 2)}}]}}),
        ("BatchExecuteStatement", {"Statements": [{"Statement": insert, "Parameters": [{"S": name}, {"N": "1"}]}]}),
        (
            "BatchExecuteStatement",
            {"Statements": [{"Statement": change, "Parameters": [{"N": "2"}, {"S": name}, {"N": "1"}]}]},
        ),
    ]


CALLS = [
    *calls_about("a"),
    *calls_about("b"),
    ("Scan", {"TableName": ROWS}),
    ("Scan", {"TableName": SCORES}),
    ("SendMessage", {"MessageBody": "one"}),
    ("SendMessageBatch", {"Entries": [{"Id": "0", "MessageBody": "two"}]}),
    ("Publish", {"Message": "alert"}),
]


def answer(aws: MemoryAws, call: AwsCall) -> Any:
    try:
        return aws.call(*call)
    except AwsError as error:
        return error.code, error.more


def after(before: list[AwsCall], *calls: AwsCall) -> Any:
    """Return the answers to calls, by call, and all that is there then."""
    aws = MemoryAws(KEYS)
    for each in before:
        aws.call(*each)
    answers = {id(each): answer(aws, each) for each in calls}
    stored = {table: {name: rows[name] for name in sorted(rows)} for table, rows in sorted(aws.tables.items()) if rows}
    return answers, stored, aws.messages, aws.published


def test_calls_that_touch_nothing_in_common_come_to_the_same_in_either_order() -> None:
    inserts = [call for call in CALLS if "INSERT" in str(call)]
    puts = [call for call in CALLS if call[0] in ("PutItem", "BatchWriteItem")]
    swapped, showing = set[str](), 0
    for before in ([], inserts, puts):
        for one, other in combinations(CALLS, 2):
            same = after(before, one, other) == after(before, other, one)
            showing += not same
            if not conflict(footprint(KEYS, *one), footprint(KEYS, *other)):
                assert same, (one, other)
                swapped |= {one[0], other[0]}

    assert swapped == {operation for operation, _ in CALLS}
    assert showing, "of others the order does show"
