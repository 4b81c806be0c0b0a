"""PartiQL's INSERT and UPDATE for the AWS in memory, which reports success and writes nothing given parameters."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from tests.interleavings.statements import parse_insert, parse_update

KEYS = ("transaction_id", "entity")
"""Names of the tables' keys."""


def with_partiql(client: Any) -> None:
    """Have a botocore client's BatchExecuteStatement make the conditional writes that its statements stand for."""

    def remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["statements"] = params["Statements"]

    def answer(context: Mapping[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        return SimpleNamespace(status_code=200), {"Responses": [execute(each) for each in context["statements"]]}

    def execute(statement: Mapping[str, Any]) -> dict[str, Any]:
        return (insert if statement["Statement"].startswith("INSERT ") else update)(statement)

    def insert(statement: Mapping[str, Any]) -> dict[str, Any]:
        table, item = parse_insert(statement)
        (key,) = item.keys() & KEYS
        try:
            client.put_item(TableName=table, Item=item, ConditionExpression=f"attribute_not_exists({key})")
        except client.exceptions.ConditionalCheckFailedException:
            return {"TableName": table, "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key"}}
        return {"TableName": table}

    def update(statement: Mapping[str, Any]) -> dict[str, Any]:
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

    client.meta.events.register("provide-client-params.dynamodb.BatchExecuteStatement", remember)
    client.meta.events.register("before-call.dynamodb.BatchExecuteStatement", answer)
