"""PartiQL's INSERT and UPDATE for the AWS in memory, which reports success and writes nothing given parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.interleavings.statements import parse_insert, parse_update

KEYS = ("transaction_id", "entity")
"""Names of the tables' keys."""


def execute_statements(client: Any, statements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Make the conditional writes that the statements of a batch stand for by a client; return its responses."""
    return [(_insert if each["Statement"].startswith("INSERT ") else _update)(client, each) for each in statements]


def _insert(client: Any, statement: Mapping[str, Any]) -> dict[str, Any]:
    table, item = parse_insert(statement)
    (key,) = item.keys() & KEYS
    try:
        client.put_item(TableName=table, Item=item, ConditionExpression=f"attribute_not_exists({key})")
    except client.exceptions.ConditionalCheckFailedException:
        return {"TableName": table, "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key"}}
    return {"TableName": table}


def _update(client: Any, statement: Mapping[str, Any]) -> dict[str, Any]:
    table, changes, wanted = parse_update(statement)
    set_names = {f"#set{number}": name for number, name in enumerate(changes)}
    wanted_names = {f"#wanted{number}": name for number, name in enumerate(wanted)}
    try:
        client.update_item(
            TableName=table,
            Key={name: value for name, value in wanted.items() if name in KEYS},
            UpdateExpression="SET " + ", ".join(f"{each} = :{each[1:]}" for each in set_names),
            ConditionExpression=" AND ".join(f"{each} = :{each[1:]}" for each in wanted_names),
            ExpressionAttributeNames=set_names | wanted_names,
            ExpressionAttributeValues={f":{each[1:]}": changes[name] for each, name in set_names.items()}
            | {f":{each[1:]}": wanted[name] for each, name in wanted_names.items()},
        )
    except client.exceptions.ConditionalCheckFailedException:
        return {"TableName": table, "Error": {"Code": "ConditionalCheckFailed", "Message": "The condition failed"}}
    return {"TableName": table}
