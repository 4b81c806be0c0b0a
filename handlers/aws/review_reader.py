"""The reviews table, as Queries reads it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import LARGEST_READ, drain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FINAL = "final_outcome"


class ReviewReader:
    """Reads what people decided."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def final_outcomes(self, transaction_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the final outcome of each that has one, as last written.

        Raises:
            PartialBatchError: not all could be read.
        """
        found: dict[str, str] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            wanted: Any = {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": f"transaction_id, {FINAL}"}
            response = self._client.batch_get_item(RequestItems={self._name: wanted})
            rows = map(from_attributes, response["Responses"].get(self._name, []))
            found.update({row["transaction_id"]: row[FINAL] for row in rows if FINAL in row})
            unprocessed = response["UnprocessedKeys"].get(self._name)
            return unprocessed["Keys"] if unprocessed else []

        keys = [{"transaction_id": {"S": each}} for each in transaction_ids]
        if keys:
            drain(keys, size=LARGEST_READ, call=read)
        return found
