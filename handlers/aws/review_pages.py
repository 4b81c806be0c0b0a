"""Pages of the reviews that wait for somebody, by the time when they are due."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.aws.clients import PAGE_SECONDS
from handlers.aws.concurrency import Budget
from handlers.aws.paging import MOST_CALLS, MOST_ROWS, page_of, share_of
from handlers.aws.sharded_index import Bounds, ShardedIndex, Work
from handlers.contract.cursor import Place, decode_cursor, encode_cursor
from handlers.contract.errors import Refused
from handlers.contract.query import MOST, ReviewsQuery
from handlers.decision.review_item import UnreadableReview, from_item
from handlers.decision.review_view import review_view

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEX = "due"

LATEST = 2**62
"""Epoch milliseconds, after which nothing is due."""


class ReviewPages:
    """Lists reviews."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._index = ShardedIndex(client, name, INDEX, shard_key="review_shard", range_key="due", newest_first=False)

    def page(self, query: ReviewsQuery) -> dict[str, Any]:
        """Return a page of reviews, with the cursor of the next one if there is one.

        The index has those that are decided too, as long as something is owed for them; they are left out.

        Raises:
            Refused: the cursor is none of this request.
            ClientError, BotoCoreError: the table did not answer.
        """
        bound = [*query.bound, self._index.table]
        start = Place() if query.cursor is None else _start(query.cursor, bound)
        share = share_of(query.limit) if query.state is None else MOST
        work = Work(Budget(PAGE_SECONDS), calls=MOST_CALLS, rows=MOST_ROWS)
        states = (query.state,) if query.state else ("open", "claimed")
        rows, place = page_of(
            self._index.walk(start, Bounds(0, LATEST), share, work),
            start,
            query.limit,
            lambda row: row.get("status") in states,
        )
        reviews = [view for row in rows if (view := _view(row))]
        return {"reviews": reviews, **({"cursor": encode_cursor(place, bound)} if place else {})}


def _start(cursor: str, bound: list[Any]) -> Place:
    place = decode_cursor(cursor, bound)
    if place.part or (place.at is not None and not (isinstance(place.at, int) and 0 <= place.at <= LATEST)):
        raise Refused("cursor", "is no place among reviews")
    return place


def _view(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a review as answers have it; None where the row is damaged, as nobody can work on it."""
    try:
        return review_view(from_item(row))
    except UnreadableReview:
        return None
