"""A sample of stored decisions: rows of scores with their transactions, the newest of those that are looked at."""

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from fraudctl.client.row_facts import StoredRow
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import LARGEST_READ, drain
from handlers.contract.errors import Malformed, PartialBatchError
from handlers.contract.row_image import ROW_FIELDS, from_image
from handlers.contract.transaction import Transaction
from handlers.decision.alert import ABOVE
from handlers.decision.basis import Basis, basis_in

SAMPLED = 10_000
"""Decisions that a strategy is tried on, at most."""

SEGMENTS = 8
PAGES = 25
"""Pages of 1 MB of each segment that are looked at, at most: of a larger table a random part, as ids are hashed. All
of them are 25,600 read units, 0.32 US cents at 0.125 USD a million ("Amazon DynamoDB pricing", us-east-1, 2026-11)."""

Item = Mapping[str, Any]
"""An item of a table, attribute by attribute."""

FIELDS = ("transaction_id", "timestamp", "outcome", "fraud_score", "reasons", "decision", "scored_at", ABOVE)


class StoredCase(NamedTuple):
    """A decision that was made, with all that it was made of."""

    row: StoredRow
    transaction: Transaction
    basis: Basis

    @property
    def outcome(self) -> str:
        """Return the strategy's own outcome, which an override does not change."""
        return str(self.row.get("outcome", "approve"))

    @property
    def alerted(self) -> bool:
        """Return whether the decision was one to tell people of."""
        return self.outcome != "approve" or ABOVE in self.row


@dataclass(frozen=True, kw_only=True)
class Sampler:
    """Reads the sample of a stack; `looked` is called with the number of rows of every page."""

    client: Any
    scores: str
    transactions: str
    looked: Callable[[int], None] = lambda _: None
    most: int = SAMPLED

    @classmethod
    def of(cls, target: Target, looked: Callable[[int], None]) -> "Sampler":
        """Return the sampler of a stack."""
        return cls(
            client=target.client("dynamodb", connections=SEGMENTS),
            scores=target.exports["fraud_scores_table_name"],
            transactions=target.exports["transactions_table_name"],
            looked=looked,
        )

    def sample(self) -> list[StoredCase]:
        """Return the newest decisions; those whose transaction is gone, or that an early release made, are left out.

        Raises:
            ClientError, BotoCoreError, CommandError: a table could not be read.
        """
        found: list[tuple[str, int, Item]] = []
        lock, arrival = threading.Lock(), itertools.count()

        def segment(number: int) -> None:
            for page in self._pages(number):
                rows = [row for row in page if "decision" in row]
                with lock:
                    for row in rows:
                        _keep(found, (row.get("scored_at", {}).get("S", ""), next(arrival), row), self.most)
                    self.looked(len(page))

        with ThreadPoolExecutor(SEGMENTS) as pool:
            list(pool.map(segment, range(SEGMENTS)))
        newest = [row for _, _, row in sorted(found, key=lambda each: each[0], reverse=True)]
        return list(cases_of(newest, self.client, self.transactions))

    def _pages(self, number: int) -> Iterator[Sequence[Item]]:
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.scores,
            Segment=number,
            TotalSegments=SEGMENTS,
            ProjectionExpression=", ".join(f"#{name}" for name in FIELDS),
            ExpressionAttributeNames={f"#{name}": name for name in FIELDS},
        )
        return (page["Items"] for page, _ in zip(pages, range(PAGES), strict=False))


def _keep(found: list[Any], entry: Any, most: int) -> None:
    if len(found) < most:
        heapq.heappush(found, entry)
    elif entry[0] > found[0][0]:
        heapq.heapreplace(found, entry)


def cases_of(rows: Sequence[Item], client: Any, transactions: str) -> Iterator[StoredCase]:
    """Yield the decisions of rows of scores, with their transactions from the table of this name.

    Raises:
        ClientError, BotoCoreError, CommandError: the table could not be read.
    """
    images = _images(rows, client, transactions)
    for row in rows:
        if image := images.get(row["transaction_id"]["S"]):
            score = from_attributes(row)
            try:
                yield StoredCase(score, from_image(image), basis_in(score["decision"]))
            except (Malformed, msgspec.MsgspecError, TypeError):  # somebody changed it by hand
                continue


def _images(rows: Sequence[Item], client: Any, transactions: str) -> dict[str, Item]:
    """Return the rows of the transactions, by id."""
    found: dict[str, Item] = {}

    def read(keys: Sequence[Any]) -> Sequence[Any]:
        names = {f"#{name}": name for name in ROW_FIELDS if name != "decision"}
        asked = {"Keys": keys, "ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
        answer = client.batch_get_item(RequestItems={transactions: asked})
        for image in answer["Responses"].get(transactions, []):
            found[image["transaction_id"]["S"]] = image
        unprocessed = answer["UnprocessedKeys"].get(transactions)
        return unprocessed["Keys"] if unprocessed else []

    keys = [{name: row[name] for name in ("transaction_id", "timestamp")} for row in rows if "timestamp" in row]
    try:
        drain(keys, size=LARGEST_READ, call=read)
    except PartialBatchError as error:
        raise CommandError(f"the transactions could not be read, try again later: {error}") from error
    return found
