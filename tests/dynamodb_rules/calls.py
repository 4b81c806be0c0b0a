"""A whole call, against all that AWS publishes about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from botocore.model import ServiceModel

from tests.dynamodb_rules.attribute_values import check_item, check_key, check_value, size
from tests.dynamodb_rules.expression_calls import check_expressions
from tests.dynamodb_rules.partiql import Statement, parse
from tests.dynamodb_rules.refusal import Refused
from tests.dynamodb_rules.service_model import check_model

KeysOf = Callable[[str], Sequence[str] | None]
"""Returns the names of a table's keys, where they are known."""

BATCH_ITEMS = 25
"""Of all tables of a BatchWriteItem together: the service's model says it for each."""

BATCH_KEYS = 100
"""Of all tables of a BatchGetItem together."""

LARGEST_TRANSACTION = 4 << 20
read_statement = cache(parse)


def check_call(model: ServiceModel, operation: str, arguments: Mapping[str, Any], keys_of: KeysOf) -> None:
    """Check a call of DynamoDB's client; operations on anything else than items are held to the model alone.

    Raises:
        Refused: DynamoDB would refuse it.
    """
    check_model(model, operation, arguments)
    if check := _CHECKS.get(operation):
        check(arguments, keys_of)


def _one_item(call: Mapping[str, Any], keys_of: KeysOf) -> None:
    keys = keys_of(call["TableName"])
    if "Item" in call:
        check_item(call["Item"], keys)
    if "Key" in call:
        check_key(call["Key"], keys)
    check_expressions(call, keys)


def _batch_get(call: Mapping[str, Any], keys_of: KeysOf) -> None:
    items = list[tuple[str, str]]()
    for table, request in call["RequestItems"].items():
        for key in request["Keys"]:
            check_key(key, keys_of(table))
            items.append((table, _identity(key)))
        check_expressions(request, keys_of(table))
    _check_distinct(items, BATCH_KEYS)


def _batch_write(call: Mapping[str, Any], keys_of: KeysOf) -> None:
    items = list[tuple[str, str]]()
    for table, requests in call["RequestItems"].items():
        for request in requests:
            if "PutRequest" in request:
                check_item(request["PutRequest"]["Item"], keys_of(table))
                items.append((table, _identity(_only(request["PutRequest"]["Item"], keys_of(table)))))
            else:
                check_key(request["DeleteRequest"]["Key"], keys_of(table))
                items.append((table, _identity(request["DeleteRequest"]["Key"])))
    _check_distinct(items, BATCH_ITEMS)


def _transact_write(call: Mapping[str, Any], keys_of: KeysOf) -> None:
    items = list[tuple[str, str]]()
    for action in call["TransactItems"]:
        if len(action) != 1:
            raise Refused(f"an entry of a transaction is one action, not {sorted(action)}")
        ((kind, asked),) = action.items()
        _one_item(asked, keys_of)
        if kind == "ConditionCheck" and "ConditionExpression" not in asked:
            raise Refused("a ConditionCheck has a condition")
        items.append(
            (asked["TableName"], _identity(asked.get("Key") or _only(asked["Item"], keys_of(asked["TableName"]))))
        )
    _check_distinct(items, len(items))
    if sum(size({"M": each.get("Put", {}).get("Item", {})}) for each in call["TransactItems"]) > LARGEST_TRANSACTION:
        raise Refused(f"a transaction has at most {LARGEST_TRANSACTION} bytes")


def _batch_statements(call: Mapping[str, Any], keys_of: KeysOf) -> None:
    items, reads = list[tuple[str, str]](), set[bool]()
    for each in call["Statements"]:
        statement = _check_statement(each, keys_of)
        reads.add(statement.verb == "SELECT")
        keys = keys_of(statement.table)
        if keys and (key := _statement_key(statement, each, keys)):
            items.append((statement.table, _identity(key)))
    if len(reads) > 1:
        raise Refused("a batch reads or writes, and does not mix both")
    _check_distinct(items, BATCH_ITEMS)


def _check_statement(call: Mapping[str, Any], keys_of: KeysOf) -> Statement:
    statement = read_statement(call["Statement"])
    parameters = call.get("Parameters", [])
    if len(parameters) != statement.parameters:
        raise Refused(f"{call['Statement']!r} takes {statement.parameters} parameters, not {len(parameters)}")
    for value in parameters:
        check_value(value)
    keys = keys_of(statement.table)
    given = statement.written if statement.verb == "INSERT" else statement.equal
    if keys and not set(keys) <= set(given):
        raise Refused(f"{call['Statement']!r} names no single item: {statement.table} has the keys {tuple(keys)}")
    if statement.verb == "INSERT":
        check_item({name: parameters[at] for name, at in given.items() if at is not None}, None)
    elif keys and (changed := set(keys) & set(statement.written)):
        raise Refused(f"{call['Statement']!r} changes the key's {sorted(changed)}")
    if keys and (key := _statement_key(statement, call, keys)):
        check_key(key, keys)
    return statement


def _statement_key(statement: Statement, call: Mapping[str, Any], keys: Sequence[str]) -> Mapping[str, Any] | None:
    """Return the key of the statement's item, if all of it is given by parameters."""
    given = statement.written if statement.verb == "INSERT" else statement.equal
    numbers = [given[name] for name in keys]
    parameters = call.get("Parameters", [])
    return (
        {name: parameters[at] for name, at in zip(keys, numbers, strict=True) if at is not None}
        if None not in numbers
        else None
    )


def _only(item: Mapping[str, Any], keys: Sequence[str] | None) -> Mapping[str, Any]:
    return {name: item[name] for name in keys} if keys else item


def _identity(key: Mapping[str, Any]) -> str:
    return repr(sorted(key.items(), key=lambda pair: pair[0]))


def _check_distinct(items: Iterable[tuple[str, str]], most: int) -> None:
    listed = list(items)
    if len(listed) > most or len(set(listed)) != len(listed):
        raise Refused(f"a call has at most {most} items, each once: {len(listed)}, {len(set(listed))} of them distinct")


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], KeysOf], object]] = {
    **dict.fromkeys(("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"), _one_item),
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactWriteItems": _transact_write,
    "BatchExecuteStatement": _batch_statements,
    "ExecuteStatement": _check_statement,
}
