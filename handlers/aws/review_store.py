"""The reviews table, as Feedback uses it: each write is on condition of the version that was read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from botocore.exceptions import ClientError

from handlers.aws import overdue
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.label_store import is_lost
from handlers.aws.overdue import OverdueRows
from handlers.aws.row_update import row_update
from handlers.aws.sharded_index import ShardedIndex
from handlers.contract.shard import SHARDS
from handlers.decision.review import Review
from handlers.decision.review_item import ATTRIBUTES, DUE, SHARD, UnreadableReview, from_item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_PAGES = 5
"""Pages of a shard, of 1 MB each, that are counted: some 10,000 reviews that wait."""


WAITS = "attribute_not_exists(final_outcome)"
"""The condition of rows for which somebody is still to decide."""


class WaitingReviews(NamedTuple):
    """The reviews that wait for a person, as far as they were counted."""

    number: int
    oldest: int | None
    """The time at which the oldest was opened, in epoch milliseconds."""


class DueReviews(msgspec.Struct, kw_only=True):
    """The reviews that the schedule has to do something about, as far as there was time to find them."""

    over: list[Review] = []
    """Nobody decided on them in time; no more than a run works on."""
    owing: list[Review] = []
    unreadable: dict[str, str] = {}
    """The reason why a row is none, by the transaction's id."""
    are_all: bool = False


class ReviewStore:
    """Reads and writes reviews."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name
        self._overdue = OverdueRows(
            ShardedIndex(client, name, "due", shard_key=SHARD, range_key=DUE, newest_first=False)
        )

    def read(self, transaction_id: str) -> Review | None:
        """Return the review of a transaction as last written, if there is one.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
            UnreadableReview: the row holds something else.
        """
        key = to_attributes({"transaction_id": transaction_id})
        found = self._client.get_item(TableName=self._name, Key=key, ConsistentRead=True).get("Item")
        return from_item(from_attributes(found)) if found else None

    def write(self, review: Review) -> bool:
        """Write the next version of a review; return False if another was first.

        Raises:
            ClientError, BotoCoreError: nobody knows what became of it; the same again does no harm.
        """
        try:
            update = row_update("transaction_id", to_item(review), ATTRIBUTES, review.version - 1)
            self._client.update_item(TableName=self._name, **update)
        except ClientError as error:
            if is_lost(error):
                return False
            raise
        return True

    def due(self, now: int, budget: Budget) -> DueReviews:
        """Return the reviews that the schedule has to do something about, by a time in epoch milliseconds.

        Thousands that owe what cannot be done, or that nobody can read, hold up none that nobody decided.

        Raises:
            BudgetSpent, ClientError, BotoCoreError: there was no time, or the index did not answer.
        """
        due = DueReviews()
        for row in self._overdue.read(now, budget):
            try:
                review = from_item(row)
            except UnreadableReview as error:
                due.unreadable[str(row.get("transaction_id"))] = str(error)
                continue
            (due.over if review.waits else due.owing).append(review)
            if len(due.over) >= overdue.MOST_OF_A_RUN:
                break
        due.are_all = self._overdue.were_all
        return due

    def waiting(self, budget: Budget) -> WaitingReviews:
        """Return how many reviews wait for a person; raise as `due`."""
        pages = map_concurrently(lambda each: list(self._pages(each, budget)), SHARDS)
        rows = [row for of_shard in pages for page in of_shard for row in page]
        opened = [int(row["opened_at"]["N"]) for row in rows if "N" in row.get("opened_at", ())]
        return WaitingReviews(len(rows), min(opened, default=None))

    def _pages(self, shard: str, budget: Budget) -> Iterator[Sequence[Mapping[str, Any]]]:
        query: dict[str, Any] = {
            "TableName": self._name,
            "IndexName": "due",
            "KeyConditionExpression": f"{SHARD} = :shard",
            "FilterExpression": WAITS,
            "ProjectionExpression": "opened_at",
            "ExpressionAttributeValues": to_attributes({":shard": shard}),
        }
        for _ in range(MOST_PAGES):
            budget.require()
            page = self._client.query(**query)
            yield page["Items"]
            if not (last := page.get("LastEvaluatedKey")):
                return
            query["ExclusiveStartKey"] = last
