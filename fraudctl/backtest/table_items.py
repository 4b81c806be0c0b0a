"""Reads of many items of a table by the ids of their transactions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from fraudctl.errors import CommandError
from handlers.aws.batch_calls import LARGEST_READ, drain
from handlers.contract.errors import PartialBatchError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DENIED = ("AccessDeniedException", "AccessDenied")

Row = Mapping[str, Mapping[str, Any]]
"""An item in DynamoDB's types."""


def items_of(
    client: "DynamoDBClient", table: str, ids: Sequence[str], fields: Sequence[str] | None = None
) -> dict[str, Row]:
    """Return the items of transactions that a table has, by id, with these fields or with all.

    Raises:
        CommandError: some could not be read.
    """
    found: dict[str, Row] = {}
    names = {f"#{name}": name for name in fields or ()}
    fields_only = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names} if names else {}

    def read(keys: Sequence[Any]) -> Sequence[Any]:
        asked: Any = {"Keys": keys, "ConsistentRead": True, **fields_only}
        try:
            answer = client.batch_get_item(RequestItems={table: asked})
        except ClientError as error:
            if error.response["Error"]["Code"] in DENIED:  # no later try helps
                raise CommandError(str(error)) from error
            raise
        found.update((item["transaction_id"]["S"], item) for item in answer["Responses"].get(table, []))
        unprocessed = answer["UnprocessedKeys"].get(table)
        return unprocessed["Keys"] if unprocessed else []

    try:
        drain([{"transaction_id": {"S": each}} for each in ids], size=LARGEST_READ, call=read)
    except PartialBatchError as error:
        raise CommandError(f"{table} could not be read, try again later: {error}") from error
    return found
