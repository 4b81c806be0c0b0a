"""All that the tables hold under an id of a transaction: read at once, in two calls side by side, as last written."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import drain
from handlers.aws.concurrency import map_beside
from handlers.contract.errors import NotFound
from handlers.decision import labelled_item, review_item
from handlers.decision.found_transaction import TypedRow, found_transaction
from handlers.decision.labelled_item import UnreadableLabels
from handlers.decision.labelled_row import StatedLabel
from handlers.decision.review_item import UnreadableReview
from handlers.decision.review_view import review_view
from handlers.decision.transaction_view import ATTRIBUTES, Said, transaction_view

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class RecordTables(NamedTuple):
    """Names of tables."""

    transactions: str
    scores: str
    labels: str
    reviews: str


class TransactionRecords:
    """Reads transactions back."""

    def __init__(self, client: "DynamoDBClient", tables: RecordTables) -> None:
        self._client = client
        self._tables = tables

    def view(self, transaction_id: str, now: int) -> dict[str, Any]:
        """Return the answer for an id, at a time in epoch milliseconds.

        Raises:
            NotFound: the table does not know the id.
            ClientError, BotoCoreError, PartialBatchError: a table did not answer.
        """
        reads: list[Any] = [partial(self._rows, transaction_id), partial(self._beside, transaction_id)]
        rows, beside = map_beside(lambda read: read(), reads)
        score, labels, review = (beside.get(each) for each in self._tables[1:])
        found = found_transaction(rows, score)
        if found is None:
            raise NotFound("id", "no transaction of this id is stored")
        fields = from_attributes({name: found.row[name] for name in ATTRIBUTES if name in found.row})
        return transaction_view(found, fields, _said(transaction_id, labels, review), now)

    def _rows(self, transaction_id: str) -> list[TypedRow]:
        query: dict[str, Any] = {
            "TableName": self._tables.transactions,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": {":id": {"S": transaction_id}},
            "ConsistentRead": True,
        }
        page = self._client.query(**query)
        rows: list[TypedRow] = list(page["Items"])
        while last := page.get("LastEvaluatedKey"):  # a page holds 1 MB, and others may have added large attributes
            page = self._client.query(**query, ExclusiveStartKey=last)
            rows += page["Items"]
        return rows

    def _beside(self, transaction_id: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the rows of the other tables that there are, by the table's name."""
        found = dict[str, Mapping[str, Any]]()

        def read(names: Sequence[str]) -> Sequence[str]:
            wanted: Any = {"Keys": [{"transaction_id": {"S": transaction_id}}], "ConsistentRead": True}
            answer = self._client.batch_get_item(RequestItems=dict.fromkeys(names, wanted))
            found.update({name: from_attributes(rows[0]) for name, rows in answer["Responses"].items() if rows})
            return list(answer["UnprocessedKeys"])

        drain(self._tables[1:], size=len(self._tables), call=read)
        return found


def _said(transaction_id: str, labels: Mapping[str, Any] | None, review: Mapping[str, Any] | None) -> Said:
    unreadable, stated = list[str](), tuple[StatedLabel, ...]()
    try:
        stated = labelled_item.from_item(transaction_id, labels).history
    except UnreadableLabels:
        unreadable.append("labels")
    try:
        shown = review_view(review_item.from_item(review)) if review else None
    except UnreadableReview:
        shown = None
        unreadable.append("review")
    return Said(stated, shown, tuple(unreadable))
