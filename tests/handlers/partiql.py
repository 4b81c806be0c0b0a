"""PartiQL's INSERT for the AWS in memory, which reports success and writes nothing where it has parameters."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from tests.interleavings.memory_aws import parse_insert


def with_partiql(client: Any) -> None:
    """Have a botocore client's BatchExecuteStatement make the conditional puts that its INSERTs stand for."""

    def remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["statements"] = params["Statements"]

    def answer(context: Mapping[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        return SimpleNamespace(status_code=200), {"Responses": [insert(each) for each in context["statements"]]}

    def insert(statement: Mapping[str, Any]) -> dict[str, Any]:
        table, item = parse_insert(statement)
        try:
            client.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(transaction_id)")
        except client.exceptions.ConditionalCheckFailedException:
            return {"TableName": table, "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key"}}
        return {"TableName": table}

    client.meta.events.register("provide-client-params.dynamodb.BatchExecuteStatement", remember)
    client.meta.events.register("before-call.dynamodb.BatchExecuteStatement", answer)
