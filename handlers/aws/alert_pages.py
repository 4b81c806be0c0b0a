"""Pages of alerts, the newest first: day by day of the index that the scores' table has of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from handlers.aws.clients import PAGE_SECONDS
from handlers.aws.concurrency import Budget
from handlers.aws.paging import MOST_CALLS, MOST_ROWS, Row, page_of, share_of
from handlers.aws.sharded_index import Bounds, ShardedIndex, Work
from handlers.contract.cursor import Key, Place, decode_cursor, encode_cursor
from handlers.contract.errors import Refused
from handlers.contract.query import MOST, AlertsQuery
from handlers.decision.alert_view import alert_view, first_outcome, is_reviewed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from handlers.aws.review_reader import ReviewReader

INDEX = "alerts"

DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)

AHEAD = timedelta(minutes=5)
"""The most that the clock of who publishes alerts is ahead of ours."""


class AlertPages:
    """Lists alerts."""

    def __init__(self, client: "DynamoDBClient", scores: str, reviews: "ReviewReader", *, retention: timedelta) -> None:
        """Go no further back than scores are kept."""
        self._index = ShardedIndex(
            client, scores, INDEX, shard_key="alert_shard", range_key="alerted_at", newest_first=True
        )
        self._reviews = reviews
        self._retention = retention

    def page(self, query: AlertsQuery, now: datetime) -> dict[str, Any]:
        """Return a page of alerts, with the cursor of the next one if there is one.

        Raises:
            Refused: the cursor is none of this request.
            ClientError, BotoCoreError, PartialBatchError: a table did not answer.
        """
        bound = [*query.bound, self._index.table]
        start = _start(query, now) if query.cursor is None else decode_cursor(query.cursor, bound)
        rows, place = page_of(
            self._walk(query, start, now),
            start,
            query.limit,
            lambda row: query.outcome in (None, first_outcome(row)),
        )
        final = self._reviews.final_outcomes([row["transaction_id"] for row in rows if is_reviewed(row)])
        alerts = [alert_view(row, final.get(row["transaction_id"])) for row in rows]
        return {"alerts": alerts, **({"cursor": encode_cursor(place, bound)} if place else {})}

    def _walk(self, query: AlertsQuery, start: Place, now: datetime) -> Iterator[tuple[Row | None, Place]]:
        """Yield the alerts from a place on, and the beginning of each day before, as far back as there are any."""
        first = (max(query.start, now - self._retention) if query.start else now - self._retention).date()
        share = share_of(query.limit) if query.outcome is None else MOST
        work, place = Work(Budget(PAGE_SECONDS), calls=MOST_CALLS, rows=MOST_ROWS), start
        while (day := _day(place)) >= first:
            yield from self._index.walk(place, _bounds(query, day, place), share, work)
            place = Place((day - DAY).isoformat())
            yield None, place


def _start(query: AlertsQuery, now: datetime) -> Place:
    """Return the end of what is asked for; the clock of who publishes alerts may be in the next day already."""
    last = now + AHEAD
    return Place(((min(query.end, last) if query.end else last) - MICROSECOND).date().isoformat())


def _day(place: Place) -> date:
    try:
        return date.fromisoformat(place.part)
    except ValueError:
        raise Refused("cursor", "names no day") from None


def _bounds(query: AlertsQuery, day: date, place: Place) -> Bounds:
    """Return the bounds of a day's alerts; times of alerts are texts to the microsecond, or to the second if whole.

    Raises:
        Refused: the place is beyond them.
    """
    least, greatest = day.isoformat(), f"{day.isoformat()}~"  # each time of the day is between these
    if query.start:
        least = max(least, query.start.isoformat())
    if query.end:
        greatest = min(greatest, (query.end - MICROSECOND).isoformat())
    if least > greatest or (place.at is not None and not _is_within(place.at, least, greatest)):
        raise Refused("cursor", "is beyond what is asked for")
    return Bounds(least, greatest)


def _is_within(at: Key, least: str, greatest: str) -> bool:
    return isinstance(at, str) and least <= at <= greatest
