"""The reads of an export: the transactions table to its end, a page at a time, and what other tables say of its ids."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.stack_payments import SEGMENTS, past_payment
from fraudctl.backtest.table_items import Row, items_of
from fraudctl.export.cells import cells_of, kinds_of
from fraudctl.export.entity_filter import EntityFilter
from fraudctl.export.joined import Rows, joined
from fraudctl.export.request import Form
from fraudctl.export.spool import DONE, Line
from fraudctl.profiles.history_line import EXPORTED_FIELD
from fraudctl.stacks.target import Target
from fraudctl.terminal.json_text import as_json_text
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY
from handlers.contract.row_expiry import EXPIRY, has_expired
from handlers.contract.row_image import CLAIM, ROW_FIELDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READ = (*ROW_FIELDS, "created_at", EXPIRY)

MOST_ROWS = 200
"""Rows of a page: what belongs to them is read by few calls, so that an export comes on though many calls fail."""

CUT, EXPIRED, NO_PAYMENT = "too long", "expired", "no payment"
"""Names of counts: lines without what became of their payment, and rows that are in no file."""


class Page(NamedTuple):
    """The lines of a page of a segment, and the place after it."""

    segment: int
    place: str
    lines: Sequence[Line]
    columns: frozenset[tuple[str, str]]
    counts: Mapping[str, int]
    looked_at: int


class StackReader:
    """Reads of a stack's tables."""

    def __init__(self, target: Target, time: CountedTime, form: Form, only: EntityFilter | None = None) -> None:
        """Prepare to read the payments of a time, or those of one entity among them."""
        self._client: DynamoDBClient = target.client("dynamodb", connections=3 * SEGMENTS)
        tables = target.exports
        self._transactions: str = tables["transactions_table_name"]
        self._beside: Sequence[str | None] = [
            tables.get(f"fraud_{each}_table_name") for each in ("scores", "labels", "reviews")
        ]
        self._time, self._form, self._only = time, form, only

    def pages(self, places: Mapping[int, str]) -> Iterator[Page]:
        """Yield every page after these places of the segments, some of them read side by side.

        Raises:
            ClientError, BotoCoreError, CommandError: a table could not be read to its end; what was is yielded.
        """
        with ThreadPoolExecutor(SEGMENTS) as pool:
            segments = [self._segment(number, places.get(number)) for number in range(SEGMENTS)]
            while segments:
                reads = [pool.submit(next, segment, None) for segment in segments]
                failed = [error for each in reads if (error := each.exception())]
                pages = [None if each.exception() else each.result() for each in reads]
                yield from filter(None, pages)  # kept, though another could not be read
                if failed:
                    raise failed[0]
                segments = [segment for segment, page in zip(segments, pages, strict=True) if page]

    def _segment(self, number: int, place: str | None) -> Iterator[Page]:
        while place != DONE:
            start: dict[str, Any] = {"ExclusiveStartKey": json.loads(place)} if place else {}
            found = self._client.scan(TableName=self._transactions, **start, **self._asked(number))
            place = json.dumps(found["LastEvaluatedKey"]) if "LastEvaluatedKey" in found else DONE
            yield self._page(number, place, found["Items"], found["ScannedCount"])

    def _asked(self, number: int) -> dict[str, Any]:
        condition, values = "attribute_not_exists(#claim) AND #timestamp BETWEEN :first AND :last", dict[str, Any]()
        if self._only and self._only.field:
            condition += f" AND #{self._only.field} = :id"
            values[":id"] = {"S": self._only.entity.id}
        return {
            "ConsistentRead": True,
            "Limit": MOST_ROWS,
            "Segment": number,
            "TotalSegments": SEGMENTS,
            "FilterExpression": condition,
            "ProjectionExpression": ", ".join(f"#{name}" for name in READ),
            "ExpressionAttributeNames": {f"#{name}": name for name in READ} | {"#claim": CLAIM},
            "ExpressionAttributeValues": {
                ":first": {"N": str(self._time.first)},
                ":last": {"N": str(self._time.end - 1)},
                **values,
            },
        }

    def _page(self, segment: int, place: str, rows: Sequence[Row], looked_at: int) -> Page:
        ids = sorted({row["transaction_id"]["S"] for row in rows})
        scores, labels, reviews = [items_of(self._client, each, ids) if each else {} for each in self._beside]
        lines, columns, counts = list[Line](), set[tuple[str, str]](), Counter[str]()
        for row in rows:
            identity = row["transaction_id"]["S"]
            found = Rows(row, scores.get(identity), labels.get(identity), reviews.get(identity))
            if not (line := self._line(found, counts)):
                continue
            written = as_json_text(line, indent=None).encode()
            if len(written) > LARGEST_BODY:  # rows can be edited by hand, and then hold anything
                counts[CUT] += 1
                line = {**line, EXPORTED_FIELD: {}}
                written = as_json_text(line, indent=None).encode()
            if self._form == "csv":
                cells, kinds = cells_of(line), kinds_of(line)
                columns |= {(name, kinds.get(name, "")) for name in cells}
                written = msgspec.json.encode(cells)
            lines.append(Line(line["timestamp"], identity, written))
        return Page(segment, place, lines, frozenset(columns), counts, looked_at)

    def _line(self, found: Rows, counts: Counter[str]) -> dict[str, Any] | None:
        try:
            payment = past_payment(found.transaction, found.score, found.labels)
        except Refused as error:
            if self._only and (line := self._only.line(found, error)):
                return line
            counts[f"{NO_PAYMENT}: {error}"] += 1
            return None
        if self._only:
            return joined(found, payment) if self._only.takes(payment.transaction) else None
        if has_expired(found.transaction, int(self._time.now.timestamp() * 1000)):
            counts[EXPIRED] += 1
            return None
        return joined(found, payment)
