"""Transactions with their decisions: the claim on an id and the row under it are stored together, or neither is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from handlers.aws.concurrency import Budget, twice
from handlers.contract.errors import IdHeld
from handlers.contract.row_expiry import EXPIRY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CLAIM_SECONDS = 24 * 60 * 60
"""Longer than any request that could race; after that the row itself answers, and the claim, which DynamoDB removes
when it comes to it, may be replaced: it may stand longer than the row."""

NOT_STORED = frozenset({"None", "ConditionalCheckFailed", "TransactionConflict"})
"""Codes of a cancelled transaction that say how things stand with the id; any other is a failure of the table."""

TypedItem = Mapping[str, Any]
"""An item in DynamoDB's types."""


class DecisionStore:
    """The transactions table as Decision uses it, and the claims in its own."""

    def __init__(self, reads: "DynamoDBClient", writes: "DynamoDBClient", *, transactions: str, decisions: str) -> None:
        """Use a client for reads and one for writes, whose timeouts differ."""
        self._reads = reads
        self._writes = writes
        self._transactions = transactions
        self._decisions = decisions

    def rows(self, transaction_id: str) -> list[TypedItem]:
        """Return the rows under an id, claims of Ingestion's among them.

        Raises:
            ClientError, BotoCoreError: the table did not answer in time.
        """
        query: dict[str, Any] = {
            "TableName": self._transactions,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": {":id": {"S": transaction_id}},
            "ConsistentRead": True,
        }
        page = self._reads.query(**query)
        rows: list[TypedItem] = list(page["Items"])
        while last := page.get("LastEvaluatedKey"):  # a page holds 1 MB, and others may have added large attributes
            page = self._reads.query(**query, ExclusiveStartKey=last)
            rows += page["Items"]
        return rows

    def insert(self, item: TypedItem, now: int, budget: Budget) -> TypedItem:
        """Store a row and claim its id; return the row that is now under its key, which may be another's.

        The second try has the token of the first, so that it finds a success whose answer was lost to be one.

        Raises:
            IdHeld: another request holds the id: a decision with another timestamp, or one that is under way.
            ClientError, BotoCoreError, BudgetSpent: the tables did not take it in time.
        """
        key = f"id#{item['transaction_id']['S']}"
        claim = {"key": {"S": key}, EXPIRY: {"N": str(now // 1000 + CLAIM_SECONDS)}}
        call: dict[str, Any] = {
            "TransactItems": [
                {"Put": _if_absent(self._decisions, claim, "key", expired_by=now)},
                {"Put": _if_absent(self._transactions, item, "transaction_id")},
            ],
            "ClientRequestToken": str(uuid4()),
        }
        reasons = twice(lambda: self._write(call), budget)
        if not reasons:
            return item
        existing: TypedItem | None = reasons[1].get("Item")
        if existing is None:
            raise IdHeld(item["transaction_id"]["S"])
        return existing

    def _write(self, call: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the reasons, one an item, why nothing was stored; none if all was."""
        try:
            self._writes.transact_write_items(**call)
        except self._writes.exceptions.TransactionCanceledException as error:
            response: Any = error.response
            reasons = list(response["CancellationReasons"])
            if all(each["Code"] in NOT_STORED for each in reasons):
                return reasons
            raise
        except self._writes.exceptions.TransactionInProgressException:  # the first try of this very transaction
            return [{}, {}]
        return []


def _if_absent(table: str, item: TypedItem, key: str, expired_by: int | None = None) -> dict[str, Any]:
    """Return the put of an item where none is, or one that has expired by then, in epoch milliseconds, if given."""
    put = {
        "TableName": table,
        "Item": item,
        "ConditionExpression": "attribute_not_exists(#key)",
        "ExpressionAttributeNames": {"#key": key},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if expired_by is None:
        return put
    return {
        **put,
        "ConditionExpression": "attribute_not_exists(#key) OR #expiry <= :now",
        "ExpressionAttributeNames": {"#key": key, "#expiry": EXPIRY},
        "ExpressionAttributeValues": {":now": {"N": str(expired_by // 1000)}},
    }
