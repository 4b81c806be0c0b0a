"""The scan for stored transactions that have no score, or one that still owes a review, an alert or an event."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.period import Period, as_created_at
from handlers.aws.batch_calls import drain
from handlers.contract.errors import Malformed, PartialBatchError
from handlers.contract.row_image import CLAIM, ROW_FIELDS, received_at, received_transaction
from handlers.contract.transaction import Transaction
from handlers.decision.settlement import PENDING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEGMENTS = 8
LARGEST_READ = 100
"""Keys that BatchGetItem takes."""

FIELDS = (*ROW_FIELDS, "created_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unscored:
    """A transaction without a score, or with one for which something is `owed`, and when it came in."""

    transaction: Transaction
    created_at: datetime
    owed: bool = False


@dataclass(kw_only=True)
class ScanResult:
    """The result of a scan."""

    looked_at: int = 0
    unscored: dict[str, Unscored] = field(default_factory=dict)
    malformed: dict[str, str] = field(default_factory=dict)
    """Rows that are not transactions, by id, with the reason; nothing can score them."""


class TableScan:
    """A parallel scan of the transactions table, with batch reads of the scores table.

    After the grace every row is certainly visible, so it needs no consistent reads.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        *,
        transactions: str,
        scores: str,
        progress: Callable[[ScanResult], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._transactions = transactions
        self._scores = scores
        self._progress = progress
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def __call__(self, period: Period) -> ScanResult:
        """Return what has no score in a period.

        Raises:
            ClientError, BotoCoreError, Retryable: a table could not be read to the end.
        """
        result = ScanResult()
        with ThreadPoolExecutor(SEGMENTS) as pool:
            segments = [pool.submit(self._segment, number, period, result) for number in range(SEGMENTS)]
            try:
                for segment in segments:
                    segment.result()
            finally:
                self._stop.set()  # one has failed, so the others may stop
        return result

    def _segment(self, number: int, period: Period, result: ScanResult) -> None:
        for rows in self._pages(number, period):
            if self._stop.is_set():
                return
            scores = self._scores_of({row["transaction_id"]["S"] for row in rows})
            with self._lock:
                result.looked_at += len(rows)
                for row in rows:
                    score = scores.get(row["transaction_id"]["S"])
                    if score is None or PENDING in score:
                        _add(result, row, owed=score is not None)
                self._progress(result)

    def _pages(self, number: int, period: Period) -> Iterator[Sequence[Mapping[str, Any]]]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._transactions,
            Segment=number,
            TotalSegments=SEGMENTS,
            FilterExpression="attribute_not_exists(#claim) AND #created_at BETWEEN :since AND :until",
            ProjectionExpression=", ".join(f"#{name}" for name in FIELDS),
            ExpressionAttributeNames={"#claim": CLAIM, **{f"#{name}": name for name in FIELDS}},
            ExpressionAttributeValues={
                ":since": {"S": as_created_at(period.since)},
                ":until": {"S": as_created_at(period.until)},
            },
        )
        return (page["Items"] for page in pages)

    def _scores_of(self, ids: set[str]) -> dict[str, Mapping[str, Any]]:
        """Return the scores that there are, by transaction id, with the attribute for what is owed."""
        found: dict[str, Mapping[str, Any]] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            answer = self._client.batch_get_item(
                RequestItems={
                    self._scores: {
                        "Keys": keys,
                        "ProjectionExpression": "transaction_id, #pending",
                        "ExpressionAttributeNames": {"#pending": PENDING},
                    }
                }
            )
            found.update({item["transaction_id"]["S"]: item for item in answer["Responses"].get(self._scores, [])})
            unprocessed = answer["UnprocessedKeys"].get(self._scores)
            return unprocessed["Keys"] if unprocessed else []

        try:
            drain([{"transaction_id": {"S": each}} for each in sorted(ids)], size=LARGEST_READ, call=read)
        except PartialBatchError as error:
            raise Retryable(f"the scores could not be read, try again later: {error}") from error
        return found


def _add(result: ScanResult, row: Mapping[str, Any], *, owed: bool) -> None:
    identity, created_at = row["transaction_id"]["S"], received_at(row)
    if created_at is None:
        result.malformed[identity] = "created_at: is no ISO 8601 time"
        return
    try:
        result.unscored[identity] = Unscored(transaction=received_transaction(row), created_at=created_at, owed=owed)
    except Malformed as error:
        result.malformed[identity] = str(error)
