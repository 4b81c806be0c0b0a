"""The transactions table, as Ingestion sees it: one item per transaction, however its repeats race.

What is not told apart is a conflict in a race: two requests of one id within milliseconds, with timestamps that differ
or one with and one without, are two keys to DynamoDB, and both are stored. To claim every id would cost a write each.
Even then nothing is overwritten, and a repeat of either hears its own answer again.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.budget import UNLIMITED, Budget
from handlers.contract.errors import Conflict
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import CLAIM_TIMESTAMP, RequestContext, Stored, item, resolve_duplicate, same_item
from handlers.contract.stream import CLAIM

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Admit = Callable[[TransactionRequest], None]


class TransactionStore:
    """The only writer of the table."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def store(
        self, request: TransactionRequest, receipt: RequestContext, *, admit: Admit, budget: Budget = UNLIMITED
    ) -> Stored:
        """Store the transaction, or find it stored.

        `admit` raises Refused for a request that may not come in, unless it repeats one that did.

        Raises:
            Conflict: the id is known with other content.
            Refused: `admit` did.
            BudgetSpent: no further call could be started.
            ClientError, BotoCoreError: the table did not answer in time, or refused.
        """
        identity = request.transaction_id
        budget.require()
        rows = self._rows(identity)
        claimed = next((int(row[CLAIM]) for row in rows if row["timestamp"] == CLAIM_TIMESTAMP), None)
        if known := [row for row in rows if row["timestamp"] != CLAIM_TIMESTAMP]:
            try:
                return resolve_duplicate(sorted(known, key=lambda row: row["timestamp"] != claimed), request)
            except Conflict:
                admit(request)  # which can say more of what is wrong with it
                raise
        admit(request)
        timestamp = request.timestamp
        if not isinstance(timestamp, int):
            timestamp = self._claim(identity, receipt.milliseconds) if claimed is None else claimed
        mine = item(request, receipt, timestamp)
        budget.require()
        found = self._put(mine)
        if found is None or same_item(found, mine):  # the SDK's own retry after a lost answer finds what it wrote
            return Stored(transaction_id=identity, timestamp=timestamp)
        return resolve_duplicate([found], request)

    def _rows(self, transaction_id: str) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": to_attributes({":id": transaction_id}),
            "ConsistentRead": True,
        }
        answer = self._client.query(**asked)
        rows = list(answer["Items"])
        while last := answer.get("LastEvaluatedKey"):  # an answer holds 1 MB, and others may have made rows large
            answer = self._client.query(**asked, ExclusiveStartKey=last)
            rows += answer["Items"]
        return [from_attributes(row) for row in rows]

    def _claim(self, transaction_id: str, timestamp: int) -> int:
        """Return the time of the first request under this id, under which all that race then write, and one wins."""
        claim: dict[str, Any] = {"transaction_id": transaction_id, "timestamp": CLAIM_TIMESTAMP, CLAIM: timestamp}
        first = self._put(claim) or claim
        return int(first[CLAIM])

    def _put(self, new: dict[str, Any]) -> dict[str, Any] | None:
        """Return None if the item is now stored, else the item that stood under its key already."""
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
