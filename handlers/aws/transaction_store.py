"""The transactions table, as Ingestion uses it: one item per transaction, however its repeats race.

One conflict goes unnoticed: two requests of one id within milliseconds, with timestamps that differ or one with and one
without, have two keys in DynamoDB, and both are stored. To claim every id would cost a write each. Even then nothing is
overwritten, and a repeat of either gets its own answer again.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.concurrency import Budget
from handlers.contract.errors import Conflict, IdHeld, Refused
from handlers.contract.request import TransactionRequest
from handlers.contract.row_expiry import EXPIRY, expiry_of, has_expired
from handlers.contract.row_image import CLAIM, CLAIM_TIMESTAMP
from handlers.contract.stored_item import RequestContext, Stored, resolve_duplicate, same_item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


LOOKS = 3
"""Times that an id is looked for because a decision is being stored under it."""


class TransactionStore:
    """The table's writer, beside Decision, whose transactions never overwrite a row either."""

    def __init__(self, client: "DynamoDBClient", name: str, *, retention_days: int = 0) -> None:
        """Keep rows for so many days from their receipt; 0 are for ever."""
        self._client = client
        self._name = name
        self._retention_days = retention_days

    def store(
        self,
        request: TransactionRequest,
        context: RequestContext,
        *,
        refused: Refused | None = None,
        budget: Budget | None = None,
    ) -> Stored:
        """Store the transaction, or find it stored; look again where a decision that is under way holds the id.

        Args:
            request: The transaction.
            context: The time and trace of its arrival.
            refused: Raised unless the request repeats a stored transaction.
            budget: For the requests of a batch; a single request is limited by the timeouts of its calls.

        Raises:
            Conflict: the id is known with other content.
            Refused: the request is new, and `refused` was given.
            IdHeld: decisions hold the id all the time.
            BudgetSpent: no further call could be started.
            ClientError, BotoCoreError: the table did not answer in time, or refused.
        """
        for _ in range(LOOKS):
            try:
                return self._store(request, context, refused, budget)
            except self._client.exceptions.TransactionConflictException:
                continue
        raise IdHeld(request.transaction_id)

    def _store(
        self, request: TransactionRequest, context: RequestContext, refused: Refused | None, budget: Budget | None
    ) -> Stored:
        if budget:
            budget.require()
        rows = self._rows(request.transaction_id)
        claim = next((row for row in rows if row["timestamp"] == CLAIM_TIMESTAMP), None)
        claimed = None if claim is None else int(claim[CLAIM])
        known = [row for row in rows if row["timestamp"] != CLAIM_TIMESTAMP]
        if known:
            try:
                return resolve_duplicate(sorted(known, key=lambda row: row["timestamp"] != claimed), request)
            except Conflict as conflict:
                raise (refused or conflict) from None  # the refusal says more about what is wrong
        if refused:
            raise refused
        if claim and has_expired(claim, context.milliseconds):  # its row was removed first: it is of a past payment
            claimed = None
        timestamp = request.timestamp
        if not isinstance(timestamp, int):
            timestamp = self._claim(request.transaction_id, context.milliseconds) if claimed is None else claimed
        new = to_item(request, context, timestamp, self._retention_days)
        if budget:
            budget.require()
        existing = self._put(new)
        if existing is None or same_item(existing, new):  # the SDK's retry after a lost answer finds its own write
            return Stored(transaction_id=request.transaction_id, timestamp=timestamp)
        return resolve_duplicate([existing], request)

    def _rows(self, transaction_id: str) -> list[dict[str, Any]]:
        query: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": to_attributes({":id": transaction_id}),
            "ConsistentRead": True,
        }
        page = self._client.query(**query)
        rows = list(page["Items"])
        while last := page.get("LastEvaluatedKey"):  # a page holds 1 MB, and others may have added large attributes
            page = self._client.query(**query, ExclusiveStartKey=last)
            rows += page["Items"]
        return [from_attributes(row) for row in rows]

    def _claim(self, transaction_id: str, timestamp: int) -> int:
        """Return the time of the first request under this id: all that race write under it, and one wins.

        A claim that has expired, and that DynamoDB has not come to yet, is replaced.
        """
        claim: dict[str, Any] = {
            "transaction_id": transaction_id,
            "timestamp": CLAIM_TIMESTAMP,
            CLAIM: timestamp,
            **expiry_of(timestamp, self._retention_days),
        }
        first = self._put(claim, expired_by=timestamp) or claim
        return int(first[CLAIM])

    def _put(self, new: dict[str, Any], expired_by: int | None = None) -> dict[str, Any] | None:
        """Return None if the item is now stored, else the item that was there already under its key.

        Nothing is overwritten but what has expired by then, in epoch milliseconds, if that is given.
        """
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(transaction_id)"}
        if expired_by is not None:
            condition["ConditionExpression"] += f" OR {EXPIRY} <= :now"
            condition["ExpressionAttributeValues"] = {":now": {"N": str(expired_by // 1000)}}
        try:
            self._client.put_item(
                TableName=self._name,
                Item=to_attributes(new),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **condition,
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            response: Mapping[str, Any] = error.response  # the stubs know no Item in it
            return from_attributes(response["Item"])
        return None
