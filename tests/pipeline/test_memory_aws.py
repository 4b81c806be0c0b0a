"""The AWS in memory, on which the interleavings run, answers as the embedded AWS does."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from handlers.aws.row_update import row_update
from tests.interleavings.memory_aws import AwsError, MemoryAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import KeySchemaElementTypeDef

AwsCall = tuple[str, dict[str, Any]]

TABLE, OTHER = "memory-transactions", "memory-scores"
KEYS = {TABLE: ("transaction_id", "timestamp"), OTHER: ("transaction_id",)}
TYPES: Mapping[str, Literal["S", "N"]] = {"transaction_id": "S", "timestamp": "N"}
numbers = count(1)


def memory_item(timestamp: int, **more: Any) -> dict[str, Any]:
    return {"transaction_id": {"S": "tx"}, "timestamp": {"N": str(timestamp)}, **more}


def put_call(timestamp: int, **more: Any) -> AwsCall:
    return "PutItem", {
        "TableName": TABLE,
        "Item": memory_item(timestamp, **more),
        "ConditionExpression": "attribute_not_exists(transaction_id)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def query_call(**more: Any) -> AwsCall:
    asked = {"TableName": TABLE, "ConsistentRead": True, "KeyConditionExpression": "transaction_id = :id"}
    return "Query", {**asked, "ExpressionAttributeValues": {":id": {"S": "tx"}}, **more}


def insert_call(*names: str, amount: str = "1") -> AwsCall:
    statement = f"INSERT INTO \"{OTHER}\" VALUE {{'transaction_id': ?, 'amount': ?, 'pending': ?}}"
    values = [{"N": amount}, {"SS": ["alert:1", "alert:2"]}]
    return "BatchExecuteStatement", {
        "Statements": [{"Statement": statement, "Parameters": [{"S": name}, *values]} for name in names]
    }


def update_call(
    name: str, expression: str, condition: str = "attribute_exists(transaction_id)", **values: Any
) -> AwsCall:
    return "UpdateItem", {
        "TableName": OTHER,
        "Key": {"transaction_id": {"S": name}},
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeValues": {f":{key}": value for key, value in values.items()},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def partiql_update_call(*wanted: tuple[str, str], amount: str = "9") -> AwsCall:
    """Set another amount where the item of a name has the former one."""
    change = 'SET "amount"=? SET "profile"=? WHERE "transaction_id"=? AND "amount"=?'
    return "BatchExecuteStatement", {
        "Statements": [
            {
                "Statement": f'UPDATE "{OTHER}" {change}',
                "Parameters": [{"N": amount}, {"B": b"\x00\xff"}, {"S": name}, {"N": former}],
            }
            for name, former in wanted
        ]
    }


def read_call(*names: str) -> AwsCall:
    return "BatchGetItem", {
        "RequestItems": {OTHER: {"Keys": [{"transaction_id": {"S": name}} for name in names], "ConsistentRead": True}}
    }


def get_call(name: str) -> AwsCall:
    return "GetItem", {"TableName": OTHER, "Key": {"transaction_id": {"S": name}}, "ConsistentRead": True}


def transaction_call(*names: str, timestamp: int, former: str = "1") -> AwsCall:
    """Put an item where there is none, and change the amount of others where it is the former one."""
    ((_, put),) = [put_call(timestamp)]
    del put["ReturnValuesOnConditionCheckFailure"]
    changes = [
        {
            "TableName": OTHER,
            "Key": {"transaction_id": {"S": name}},
            "UpdateExpression": "SET amount = :new, profile = :profile",
            "ConditionExpression": "amount = :former",
            "ExpressionAttributeValues": {":new": {"N": "9"}, ":profile": {"B": b"\x00"}, ":former": {"N": former}},
        }
        for name in names
    ]
    return "TransactWriteItems", {"TransactItems": [{"Put": put}, *({"Update": each} for each in changes)]}


def claim_call(timestamp: int, token: str, *, claimed: str = "tx") -> AwsCall:
    """Put an item and the claim on its id, both or neither."""
    claim = {
        "TableName": OTHER,
        "Item": {"transaction_id": {"S": claimed}, "expiry": {"N": "7"}},
        "ConditionExpression": "attribute_not_exists(#id)",
        "ExpressionAttributeNames": {"#id": "transaction_id"},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    _, put = put_call(timestamp, decision={"B": b"\x00\xff"})
    return "TransactWriteItems", {"TransactItems": [{"Put": claim}, {"Put": put}], "ClientRequestToken": token}


def replacing_call(claimed_at: int, *, now: int) -> AwsCall:
    """Claim an id where it is not claimed, or by a claim that has expired by now."""
    operation, asked = put_call(-1, claimed_timestamp={"N": str(claimed_at)}, expiry={"N": "7"})
    condition = {"ConditionExpression": "attribute_not_exists(transaction_id) OR expiry <= :now"}
    return operation, {**asked, **condition, "ExpressionAttributeValues": {":now": {"N": str(now)}}}


def checked_call(timestamp: int, *, former: str) -> AwsCall:
    """Put an item where another has the value that was read, which stays as it is."""
    check = {
        "TableName": OTHER,
        "Key": {"transaction_id": {"S": "a"}},
        "ConditionExpression": "#amount = :read",
        "ExpressionAttributeNames": {"#amount": "amount"},
        "ExpressionAttributeValues": {":read": {"N": former}},
    }
    _, put = put_call(timestamp)
    return "TransactWriteItems", {"TransactItems": [{"Put": put}, {"ConditionCheck": check}]}


def attempt_call(identity: bytes, *, most: int = 3) -> AwsCall:
    operation, asked = update_call(
        "attempts",
        "SET expiry = :expiry ADD ids :ids",
        "attribute_not_exists(ids) OR size(ids) < :most",
        ids={"BS": [identity]},
        expiry={"N": "7"},
        most={"N": str(most)},
    )
    return operation, {**asked, "ReturnValues": "ALL_NEW"}


def anew_call(version: int, *, together: bool = False, **attributes: Any) -> AwsCall:
    """Write a row anew as Feedback does, alone or in a transaction."""
    item = {"transaction_id": "a", "version": version, **attributes}
    update = {"TableName": OTHER, **row_update("transaction_id", item, ("label", "note"), version - 1)}
    update["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return ("TransactWriteItems", {"TransactItems": [{"Update": update}]}) if together else ("UpdateItem", update)


SETTLED = "SET alerted_at = if_not_exists(alerted_at, :at) ADD alerted_timestamps :stamps DELETE pending :owed"
UNLESS_ALERTED = "attribute_exists(transaction_id) AND NOT contains(alerted_timestamps, :stamp)"


def delete_call(timestamp: int, condition: str = "", **values: Any) -> AwsCall:
    asked = {"TableName": TABLE, "Key": memory_item(timestamp), "ReturnValues": "ALL_OLD"}
    if not condition:
        return "DeleteItem", asked
    given = {f":{key}": value for key, value in values.items()}
    return "DeleteItem", {**asked, "ConditionExpression": condition, "ExpressionAttributeValues": given}


def scan_call(**more: Any) -> AwsCall:
    return "Scan", {"TableName": TABLE, "ConsistentRead": True, **more}


BEGUN_BEFORE = "attribute_not_exists(begun) OR begun < :at"

SCRIPTS: Mapping[str, list[AwsCall]] = {
    "an item is deleted once, and on condition": [
        put_call(2),
        put_call(5, begun={"N": "7"}),
        delete_call(5, BEGUN_BEFORE, at={"N": "7"}),
        delete_call(5, BEGUN_BEFORE, at={"N": "10"}),
        delete_call(5, BEGUN_BEFORE, at={"N": "10"}),
        delete_call(2, BEGUN_BEFORE, at={"N": "1"}),
        delete_call(2),
        scan_call(),
    ],
    "a scan returns all items, or those that a filter lets through": [
        put_call(2, name={"S": "attempts#a"}),
        put_call(5, name={"S": "id#a"}),
        put_call(9),
        scan_call(),
        scan_call(
            FilterExpression="begins_with(#name, :of)",
            ExpressionAttributeNames={"#name": "name"},
            ExpressionAttributeValues={":of": {"S": "attempts#"}},
        ),
        scan_call(
            FilterExpression="#name = :name",
            ExpressionAttributeNames={"#name": "name"},
            ExpressionAttributeValues={":name": {"S": "id#a"}},
        ),
    ],
    "an item is put once": [put_call(2, amount={"N": "1"}), put_call(2, amount={"N": "5"}), query_call()],
    "the items of an id come in the order of their timestamps": [
        put_call(30),
        put_call(4),
        put_call(-1),
        query_call(),
        query_call(Limit=1),
    ],
    "an id without items has none": [query_call()],
    "a row is inserted once": [
        insert_call("a", "b"),
        insert_call("b", "c", amount="7"),
        insert_call("d"),
        insert_call("d"),
        read_call("a", "b", "c", "d"),
    ],
    "a set loses what is deleted, and goes when it is empty": [
        insert_call("a"),
        update_call("a", "DELETE pending :owed", owed={"SS": ["alert:1"]}),
        read_call("a"),
        update_call("a", "DELETE pending :owed", owed={"SS": ["alert:2", "alert:3"]}),
        read_call("a"),
        update_call("a", "ADD pending :owed", owed={"SS": ["alert:9"]}),
        read_call("a"),
    ],
    "a row is settled twice as once": [
        insert_call("a"),
        *[update_call("a", SETTLED, at={"S": at}, stamps={"NS": ["1"]}, owed={"SS": ["alert:1"]}) for at in ("x", "y")],
        read_call("a"),
    ],
    "an alert is owed unless it is out": [
        insert_call("a"),
        update_call("a", "ADD pending :owed", UNLESS_ALERTED, owed={"SS": ["alert:5"]}, stamp={"N": "5"}),
        update_call("a", SETTLED, at={"S": "x"}, stamps={"NS": ["5"]}, owed={"SS": ["alert:5"]}),
        update_call("a", "ADD pending :owed", UNLESS_ALERTED, owed={"SS": ["alert:5"]}, stamp={"N": "5"}),
        read_call("a"),
    ],
    "a row is updated where it has the value that was read, and no other with it": [
        insert_call("a", "b"),
        partiql_update_call(("a", "1"), ("b", "2"), ("gone", "1")),
        partiql_update_call(("a", "1"), ("b", "1")),
        partiql_update_call(("a", "9"), amount="10"),
        read_call("a", "b", "gone"),
    ],
    "a transaction changes all of its items, or none": [
        insert_call("a", "b"),
        transaction_call("a", timestamp=1),
        query_call(),
        transaction_call("a", "b", timestamp=2),
        transaction_call("b", timestamp=1),
        transaction_call("gone", "b", timestamp=3),
        query_call(),
        read_call("a", "b"),
        transaction_call("a", "b", timestamp=4, former="9"),
        get_call("a"),
        get_call("gone"),
    ],
    "an id is claimed with its row, and the same transaction again is a success": [
        claim_call(1, "a" * 36),
        claim_call(1, "a" * 36),
        claim_call(1, "b" * 36),
        claim_call(2, "c" * 36),
        claim_call(1, "d" * 36, claimed="another"),
        query_call(),
        get_call("tx"),
        get_call("another"),
    ],
    "a claim is replaced once it has expired": [
        replacing_call(1, now=6),
        replacing_call(2, now=6),
        query_call(),
        replacing_call(3, now=7),
        query_call(),
        put_call(5),
        replacing_call(4, now=5),
    ],
    "a transaction holds where what it only checks is as it was read": [
        insert_call("a"),
        checked_call(1, former="2"),
        query_call(),
        checked_call(1, former="1"),
        query_call(ScanIndexForward=False),
        get_call("a"),
    ],
    "the items of an id come in the other order, too": [put_call(30), put_call(4), query_call(ScanIndexForward=False)],
    "a set of binaries holds each once, up to a limit": [
        attempt_call(b"\x01"),
        attempt_call(b"\x02"),
        attempt_call(b"\x01"),
        attempt_call(b"\x03"),
        attempt_call(b"\x04"),
        attempt_call(b"\x01"),
        read_call("attempts"),
    ],
    "a row is written anew by the version that was read, and keeps what its writer does not know": [
        anew_call(2, label="early"),
        anew_call(1, label="fraud", note="n"),
        anew_call(1, label="other"),
        update_call("a", "SET newer = :newer", newer={"SS": ["x"]}),
        anew_call(2, label="legitimate"),
        get_call("a"),
        anew_call(3, together=True, note="again"),
        anew_call(3, together=True, note="late"),
        get_call("a"),
    ],
    "a row that is gone is not changed": [update_call("gone", "SET amount = :a", a={"N": "1"}), read_call("gone")],
}


@pytest.fixture
def tables(account_clients: Clients) -> Callable[[list[AwsCall]], list[AwsCall]]:
    """Make the script's tables anew, and name them in its calls."""
    suffix = f"-{next(numbers)}"
    schema: list[KeySchemaElementTypeDef] = [
        {"AttributeName": "transaction_id", "KeyType": "HASH"},
        {"AttributeName": "timestamp", "KeyType": "RANGE"},
    ]
    for table, keys in KEYS.items():
        account_clients.dynamodb.create_table(
            TableName=table + suffix,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=schema[: len(keys)],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": TYPES[key]} for key in keys],
        )
    return lambda calls: [(operation, _renamed(asked, suffix)) for operation, asked in calls]


def _renamed(value: Any, suffix: str) -> Any:
    match value:
        case dict():
            return {_renamed(key, suffix): _renamed(each, suffix) for key, each in value.items()}
        case list():
            return [_renamed(each, suffix) for each in value]
        case str():
            for table in KEYS:
                value = value.replace(table, table + suffix)
            return value
        case _:
            return value


def observable(call: Callable[[], Mapping[str, Any]]) -> Any:
    """Return the parts of an answer or an error that a caller depends on."""
    try:
        response = call()
    except ClientError as error:
        response = {
            "refused": error.response["Error"]["Code"],
            "Item": _sorted(error.response.get("Item")),
            "reasons": error.response.get("CancellationReasons"),
        }
    except AwsError as error:
        reasons = error.more.get("CancellationReasons")
        response = {"refused": error.code, "Item": _sorted(error.more.get("Item")), "reasons": reasons}
    seen = {name: response[name] for name in ("refused", "Item", "Items", "UnprocessedKeys") if name in response}
    seen["reasons"] = [(each["Code"], _sorted(each.get("Item"))) for each in response.get("reasons") or []]
    seen["Attributes"] = _sorted(response.get("Attributes"))
    seen["Items"] = [_sorted(each) for each in response.get("Items", [])]
    tables = response.get("Responses", {})
    if isinstance(tables, dict):
        seen["read"] = sorted((_sorted(each) for rows in tables.values() for each in rows), key=str)
    else:
        seen["written"] = [each.get("Error", {}).get("Code") for each in tables]
    return seen


def _sorted(row: Any) -> Any:
    """Return a row whose sets are in order: DynamoDB promises none."""
    if row is None:
        return None
    return {
        name: {kind: sorted(value) if kind in ("SS", "NS", "BS") else value for kind, value in attribute.items()}
        for name, attribute in sorted(row.items())
    }


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_answers_every_call_of_a_script_as_the_embedded_aws_does(
    account_clients: Clients, tables: Callable[[list[AwsCall]], list[AwsCall]], script: str
) -> None:
    calls = tables(SCRIPTS[script])
    names = {name for _, asked in calls for name in [asked.get("TableName"), *asked.get("RequestItems", {})] if name}
    memory = MemoryAws({**{name: KEYS[name.rpartition("-")[0]] for name in names}, **_inserted_into(calls)})

    for operation, asked in calls:
        method = getattr(account_clients.dynamodb, _method(operation))
        expected = observable(partial(method, **asked))
        assert observable(partial(memory.call, operation, asked)) == expected, operation


def _inserted_into(calls: list[AwsCall]) -> dict[str, tuple[str, ...]]:
    names = {each["Statement"].split('"')[1] for _, asked in calls for each in asked.get("Statements", [])}
    return dict.fromkeys(names, KEYS[OTHER])


def _method(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)[1:]
