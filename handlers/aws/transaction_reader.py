"""The transactions table, as Feedback reads it."""

from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.contract.errors import Malformed
from handlers.contract.row_image import CLAIM, from_image, received_at
from handlers.contract.transaction import Transaction, milliseconds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ReceivedTransaction(NamedTuple):
    """A transaction of the table, and when it was received, in epoch milliseconds."""

    transaction: Transaction
    received: int


class TransactionReader:
    """Finds transactions by their ids."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def find(self, transaction_id: str) -> list[ReceivedTransaction]:
        """Return the transactions of an id: one, or several where requests with different timestamps raced.

        Rows that are no transactions, which others wrote, are left out.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
        """
        query: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": {":id": {"S": transaction_id}},
            "ConsistentRead": True,
        }
        page = self._client.query(**query)
        rows = list(page["Items"])
        while last := page.get("LastEvaluatedKey"):  # a page holds 1 MB, and others may have added large attributes
            page = self._client.query(**query, ExclusiveStartKey=last)
            rows += page["Items"]
        found = list[ReceivedTransaction]()
        for row in rows:
            if CLAIM not in row:
                try:
                    transaction = from_image(row)
                except Malformed:
                    continue
                at = received_at(row)
                found.append(ReceivedTransaction(transaction, milliseconds(at) if at else transaction.timestamp))
        return found
