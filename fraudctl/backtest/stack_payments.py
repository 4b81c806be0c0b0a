"""The payments of a stack, with what was decided on each, and what was said of it since."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, structs

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.backtest.table_items import Row, items_of
from fraudctl.client.told import told_decision
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes
from handlers.contract.errors import Malformed, Refused
from handlers.contract.row_image import CLAIM, ROW_FIELDS, from_image
from handlers.decision.batch import DECLINE
from handlers.decision.labelled_item import UnreadableLabels, from_item
from handlers.decision.labelled_row import LabelledRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEGMENTS = 8
"""Parts of the transactions table that are read side by side, a page of each at once."""

SCORE_FIELDS = ("transaction_id", "timestamp", "outcome", "override")


class StackPayments:
    """Reads of the transactions table to its end, and of scores and labels by the ids that are found."""

    def __init__(self, target: Target, time: CountedTime, *, looked: Callable[[int], None] = lambda _: None) -> None:
        """Prepare to read; `looked` is told the number of rows of every page."""
        self._client: DynamoDBClient = target.client("dynamodb", connections=2 * SEGMENTS)
        self._transactions: str = target.exports["transactions_table_name"]
        self._scores: str = target.exports["fraud_scores_table_name"]
        self._labels: str = target.exports["fraud_labels_table_name"]
        self._time, self._looked = time, looked

    def __iter__(self) -> Iterator[NumberedPayment]:
        """Yield the id and the payment of each row of the time, or why it is none; in an order that is always the same.

        Raises:
            ClientError, BotoCoreError, CommandError: a table could not be read to its end.
        """
        with ThreadPoolExecutor(SEGMENTS) as pool:
            segments = [self._segment(number) for number in range(SEGMENTS)]
            while segments:
                pages = list(pool.map(lambda segment: next(segment, None), segments))
                segments = [segment for segment, page in zip(segments, pages, strict=True) if page is not None]
                for found in pages:
                    yield from found or ()

    def _segment(self, number: int) -> Iterator[list[NumberedPayment]]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._transactions,
            ConsistentRead=True,
            Segment=number,
            TotalSegments=SEGMENTS,
            FilterExpression="attribute_not_exists(#claim) AND #timestamp BETWEEN :first AND :last",
            ProjectionExpression=", ".join(f"#{name}" for name in ROW_FIELDS),
            ExpressionAttributeNames={f"#{name}": name for name in ROW_FIELDS} | {"#claim": CLAIM},
            ExpressionAttributeValues={
                ":first": {"N": str(self._time.read_from)},
                ":last": {"N": str(self._time.end - 1)},
            },
        )
        for page in pages:
            self._looked(page["ScannedCount"])
            yield self._payments(page["Items"])

    def _payments(self, rows: Sequence[Row]) -> list[NumberedPayment]:
        ids = sorted({row["transaction_id"]["S"] for row in rows})
        scores, labels = (
            items_of(self._client, self._scores, ids, SCORE_FIELDS),
            items_of(self._client, self._labels, ids),
        )
        found = list[NumberedPayment]()
        for row in rows:
            identity = row["transaction_id"]["S"]
            try:
                found.append((identity, past_payment(row, scores.get(identity), labels.get(identity))))
            except Refused as error:
                found.append((identity, error))
        return found


def past_payment(row: Row, score: Row | None, labelled: Row | None) -> PastPayment:
    """Return the payment of a row.

    Raises:
        Refused: it is no payment, another row of its id was scored, or its labels are damaged.
    """
    if score and "timestamp" in score and score["timestamp"] != row["timestamp"]:
        raise Refused("timestamp", "is that of a second row of the id, and the other one was scored")
    try:
        transaction = from_image(row)
        labels = from_item(transaction.transaction_id, from_attributes(labelled) if labelled else None)
    except Malformed as error:
        field, _, rule = str(error).partition(": ")
        raise Refused(field, rule or "is not as any writer writes it") from error
    except UnreadableLabels as error:
        raise Refused("label", str(error)) from error
    return PastPayment(
        transaction=structs.replace(transaction, decision=UNSET, trace_id=UNSET),
        label=labels.counts.label if labels.history else "",
        label_received=labels.fraud_since if labels.history else None,
        declined=_was_declined(row, score, labels),
    )


def _was_declined(row: Row, score: Row | None, labels: LabelledRow) -> bool:
    """Return whether the client was told to decline, or a person who reviewed it did."""
    if labels.declined is not None:
        return True
    told: Mapping[str, Any] = {}
    if score:
        told = from_attributes(score)
    elif decided := told_decision(row):  # the score has expired, or is not there yet
        told = decided.row
    return (told.get("override") or told.get("outcome")) == DECLINE
