"""The payments of one entity in the tables, with what was decided on each; and what it costs to look for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from fraudctl.recovery.errors import Retryable
from fraudctl.stacks.target import Target
from handlers.aws.batch_calls import LARGEST_READ, drain
from handlers.contract.errors import Malformed, PartialBatchError
from handlers.contract.fold_request import RebuiltPayment
from handlers.contract.row_image import CLAIM, ROW_FIELDS, received_transaction
from handlers.contract.transaction import Transaction
from handlers.decision.batch import DECLINE
from handlers.decision.entity.entities import EntityKey, EntityReader
from handlers.decision.entity.places import ALWAYS
from handlers.decision.strategy.strategy import Strategy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEGMENTS = 8
READ_UNIT = 4096
"""Bytes of a consistent read, of which a scan's page is rounded up to the next."""
USD_A_MILLION_UNITS = 0.125
"""On demand, us-east-1; "Amazon DynamoDB pricing", 2026-11."""

FIELDS = (*ROW_FIELDS, "created_at")


@dataclass(frozen=True, kw_only=True)
class ScanCost:
    """The size of the transactions table, as DynamoDB last counted it, which it does every six hours."""

    rows: int
    bytes: int

    @property
    def units(self) -> int:
        """Return the read units that a scan takes."""
        return ceil(self.bytes / READ_UNIT)

    @property
    def usd(self) -> float:
        """Return the price of a scan."""
        return self.units * USD_A_MILLION_UNITS / 1_000_000


class PaymentsInTables:
    """The scan of the transactions table, and the reads of the scores of what it finds."""

    def __init__(self, target: Target, *, looked: Callable[[int], None] = lambda _: None) -> None:
        self._client: DynamoDBClient = target.client("dynamodb", connections=SEGMENTS)
        self._transactions: str = target.exports["transactions_table_name"]
        self._scores: str = target.exports["fraud_scores_table_name"]
        self._looked = looked

    def cost(self) -> ScanCost:
        """Return what a scan costs."""
        table = self._client.describe_table(TableName=self._transactions)["Table"]
        return ScanCost(rows=table.get("ItemCount", 0), bytes=table.get("TableSizeBytes", 0))

    def of(self, entity: EntityKey, strategy: Strategy) -> list[RebuiltPayment]:
        """Return the payments of an entity, one an id.

        Raises:
            ClientError, BotoCoreError, Retryable: a table could not be read to its end.
        """
        place = strategy.entities[entity.kind]
        reader, only = EntityReader({entity.kind: place}), place.field if place in ALWAYS.values() else None
        with ThreadPoolExecutor(SEGMENTS) as pool:
            segments = pool.map(lambda number: self._segment(number, entity, reader, only), range(SEGMENTS))
            found = [each for segment in segments for each in segment]
        outcomes = self._scores_of({each.transaction_id for each in found})
        return [
            RebuiltPayment(transaction=each, declined=outcomes.get(each.transaction_id, {}).get("outcome") == DECLINE)
            for each in _one_an_id(found, outcomes)
        ]

    def _segment(self, number: int, entity: EntityKey, reader: EntityReader, only: str | None) -> list[Transaction]:
        found = []
        for rows in self._pages(number, entity.id, only):
            self._looked(len(rows))
            for row in rows:
                transaction = _transaction(row)
                if transaction and reader.entities_of(transaction)[0].get(entity.kind) == entity:
                    found.append(msgspec.structs.replace(transaction, metadata=UNSET, trace_id=UNSET, decision=UNSET))
        return found

    def _pages(self, number: int, identity: str, only: str | None) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Yield the rows, of those that DynamoDB can tell apart by a field only the entity's."""
        options: dict[str, Any] = {"FilterExpression": "attribute_not_exists(#claim)"}
        if only:
            options["FilterExpression"] += f" AND #{only} = :id"
            options["ExpressionAttributeValues"] = {":id": {"S": identity}}
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._transactions,
            ConsistentRead=True,
            Segment=number,
            TotalSegments=SEGMENTS,
            ProjectionExpression=", ".join(f"#{name}" for name in FIELDS),
            ExpressionAttributeNames={f"#{name}": name for name in FIELDS} | {"#claim": CLAIM},
            **options,
        )
        return (page["Items"] for page in pages)

    def _scores_of(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return outcome and timestamp of the scores that there are still, by transaction id."""
        found: dict[str, dict[str, Any]] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            answer = self._client.batch_get_item(
                RequestItems={
                    self._scores: {
                        "Keys": keys,
                        "ConsistentRead": True,
                        "ProjectionExpression": "#id, #outcome, #timestamp",
                        "ExpressionAttributeNames": {
                            "#id": "transaction_id",
                            "#outcome": "outcome",
                            "#timestamp": "timestamp",
                        },
                    }
                }
            )
            for row in answer["Responses"].get(self._scores, []):
                outcome, timestamp = row.get("outcome", {}).get("S"), row.get("timestamp", {}).get("N")
                found[row["transaction_id"]["S"]] = {"outcome": outcome, "timestamp": timestamp}
            unprocessed = answer["UnprocessedKeys"].get(self._scores)
            return unprocessed["Keys"] if unprocessed else []

        try:
            drain([{"transaction_id": {"S": each}} for each in sorted(ids)], size=LARGEST_READ, call=read)
        except PartialBatchError as error:
            raise Retryable(f"the scores could not be read, try again later: {error}") from error
        return found


def _one_an_id(found: Sequence[Transaction], scores: Mapping[str, Mapping[str, Any]]) -> list[Transaction]:
    """Return of several rows of an id the one that was scored, else the one that was received first."""

    def order(each: Transaction) -> tuple[bool, int]:
        scored = scores.get(each.transaction_id, {}).get("timestamp") == str(each.timestamp)
        return not scored, each.received if isinstance(each.received, int) else each.timestamp

    return list({each.transaction_id: each for each in sorted(found, key=order, reverse=True)}.values())


def _transaction(row: Mapping[str, Any]) -> Transaction | None:
    """Return the transaction of a row; None of one that nothing could score."""
    try:
        return received_transaction(row)
    except Malformed:
        return None
