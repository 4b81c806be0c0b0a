"""The resources that a call reads and writes: they tell whether its order against another call can matter.

A read of a table, or a write to it, touches no more than the items under the hash keys that it names. Whether a write
takes effect depends on conditions, so a conditional write counts as a write.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from handlers.contract.shard import shard_of
from tests.interleavings.statements import parse_insert, parse_update

INDEXED = ("fraud-reviews-", "fraud-labels-")
"""Beginnings of the names of tables with an index, in which each item is in the shard of its id, whenever it is."""

QUEUE = ("queue", "")

EVERY = "every item"
"""In the place of a hash key: a scan reads a whole table."""

Resource = tuple[str, str]
"""A table and a hash key in it, the queue, or a message of the topic: nobody asks in which order these come."""

TableKeys = Mapping[str, tuple[str, ...]]


class Footprint(NamedTuple):
    """The resources that a call touches."""

    reads: frozenset[Resource] = frozenset()
    writes: frozenset[Resource] = frozenset()


def conflict(one: Footprint | None, other: Footprint | None) -> bool:
    """Return whether two calls may come to something else in the other order; of an unknown one, anything may."""
    if one is None or other is None:
        return True
    scanned = _scanned(one) & _written_to(other) or _scanned(other) & _written_to(one)
    return bool(one.writes & (other.reads | other.writes) or one.reads & other.writes or scanned)


def _scanned(one: Footprint) -> set[str]:
    return {table for table, key in one.reads if key == EVERY}


def _written_to(one: Footprint) -> set[str]:
    return {table for table, _ in one.writes}


def footprint(keys: TableKeys, operation: str, asked: Mapping[str, Any]) -> Footprint:
    """Return the footprint of a call of AWS, given the names of the tables' keys."""
    read, touched = _TOUCHED[operation](keys, asked)
    resources = frozenset(touched)
    return Footprint(reads=resources) if read else Footprint(writes=resources)


Touched = tuple[bool, Iterable[Resource]]
"""True if they are only read; what is touched."""


def _query(_: TableKeys, asked: Mapping[str, Any]) -> Touched:
    """Return the hash key that comes first in the condition, in the form in which our code writes it."""
    _, equals, value, *_ = asked["KeyConditionExpression"].split(" ")
    assert equals == "=", asked["KeyConditionExpression"]
    if "IndexName" in asked:
        return True, [_shard(asked["TableName"], asked["ExpressionAttributeValues"][value]["S"])]
    return True, [(asked["TableName"], asked["ExpressionAttributeValues"][value]["S"])]


def _write_item(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    return False, _written(keys, asked)


def _read_item(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    return True, [_resource(keys, asked["TableName"], asked["Key"])]


def _transaction(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    written = [each for action in asked["TransactItems"] for each in action.values()]
    return False, [resource for each in written for resource in _written(keys, each)]


def _read_batch(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    wanted = asked["RequestItems"].items()
    return True, [_resource(keys, table, key) for table, each in wanted for key in each["Keys"]]


def _write_batch(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    puts = asked["RequestItems"].items()
    return False, [_resource(keys, table, put["PutRequest"]["Item"]) for table, listed in puts for put in listed]


def _statements(keys: TableKeys, asked: Mapping[str, Any]) -> Touched:
    return False, [_statement(keys, each) for each in asked["Statements"]]


def _statement(keys: TableKeys, statement: Mapping[str, Any]) -> Resource:
    if statement["Statement"].startswith("INSERT "):
        return _resource(keys, *parse_insert(statement))
    parsed = parse_update(statement)
    return _resource(keys, parsed.table, parsed.wanted)


def _written(keys: TableKeys, asked: Mapping[str, Any]) -> list[Resource]:
    table, hash_key = _resource(keys, asked["TableName"], asked.get("Item") or asked["Key"])
    shards = [_shard(table, shard_of(hash_key))] if table.startswith(INDEXED) else []
    return [(table, hash_key), *shards]


def _shard(table: str, shard: str) -> Resource:
    return table, f"shard {shard}"


def _resource(keys: TableKeys, table: str, item: Mapping[str, Any]) -> Resource:
    return table, item[keys[table][0]]["S"]


_TOUCHED: Mapping[str, Callable[[TableKeys, Mapping[str, Any]], Touched]] = {
    "Query": _query,
    "Scan": lambda _, asked: (True, [(asked["TableName"], EVERY)]),
    "GetItem": _read_item,
    "TransactWriteItems": _transaction,
    "PutItem": _write_item,
    "DeleteItem": _write_item,
    "UpdateItem": _write_item,
    "BatchGetItem": _read_batch,
    "BatchWriteItem": _write_batch,
    "BatchExecuteStatement": _statements,
    "SendMessage": lambda _, __: (False, [QUEUE]),
    "SendMessageBatch": lambda _, __: (False, [QUEUE]),
    "PutEvents": lambda _, asked: (False, [("bus", each["Detail"]) for each in asked["Entries"]]),
    "Publish": lambda _, asked: (False, [("topic", asked["Message"])]),
}
