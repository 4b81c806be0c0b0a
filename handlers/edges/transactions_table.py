"""The transactions table, as Ingestion sees it: one item per transaction, however its repeats race.

What is not told apart is a conflict in a race: two requests of one id within milliseconds, with timestamps that differ
or one with and one without, are two keys to DynamoDB, and both are stored. To claim every id would cost a write each.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.domain.receipt import CLAIM_TIMESTAMP, Receipt, Stored, item, repeat
from handlers.domain.request import TransactionRequest
from handlers.domain.stream import CLAIM
from handlers.edges.attributes import from_attributes, to_attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class TransactionsTable:
    """The only writer of the table."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def store(self, request: TransactionRequest, receipt: Receipt) -> Stored:
        """The transaction's place in the table, made now or found there.

        Raises:
            Conflict: the id is known with other content.
            ClientError, BotoCoreError: the table did not answer in time, or refused.
        """
        if known := self._find(request.transaction_id):
            return repeat(known, request)
        timestamp = request.timestamp
        if not isinstance(timestamp, int):
            timestamp = self._claim(request.transaction_id, receipt.milliseconds)
        mine = item(request, receipt, timestamp)
        found = self._put(mine)
        if found is None or found == mine:  # the SDK's own retry after a lost answer finds what it wrote
            return Stored(transaction_id=request.transaction_id, timestamp=timestamp)
        return repeat(found, request)

    def _find(self, transaction_id: str) -> dict[str, Any] | None:
        answer = self._client.query(
            TableName=self._name,
            KeyConditionExpression="transaction_id = :id AND #timestamp > :claim",
            ExpressionAttributeNames={"#timestamp": "timestamp"},
            ExpressionAttributeValues=to_attributes({":id": transaction_id, ":claim": CLAIM_TIMESTAMP}),
            ConsistentRead=True,
            Limit=1,
        )
        return from_attributes(answer["Items"][0]) if answer["Items"] else None

    def _claim(self, transaction_id: str, timestamp: int) -> int:
        """The time of the first request under this id: racing repeats then write to one key, where only one can win."""
        claim: dict[str, Any] = {"transaction_id": transaction_id, "timestamp": CLAIM_TIMESTAMP, CLAIM: timestamp}
        first = self._put(claim) or claim
        return int(first[CLAIM])

    def _put(self, new: dict[str, Any]) -> dict[str, Any] | None:
        """None if the item is now stored, else the item that stood under its key already."""
        try:
            self._client.put_item(
                TableName=self._name,
                Item=to_attributes(new),
                ConditionExpression="attribute_not_exists(transaction_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            answer: Mapping[str, Any] = error.response  # the stubs know no Item in it
            return from_attributes(answer["Item"])
        return None
