"""The decisions of a stack since a time, with all that they were made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fraudctl.rollout.trial.sample import FIELDS, StoredCase, cases_of
from fraudctl.stacks.target import Target
from handlers.aws.attributes import to_attributes

MOST = 20_000
"""Decisions that are read: more of them tell nothing new."""

CONNECTIONS = 10


@dataclass(frozen=True, kw_only=True)
class StoredCases:
    """Scores and transactions of a stack; `looked` is told the number of rows of every page."""

    client: Any
    scores: str
    transactions: str
    looked: Callable[[int], None] = lambda _: None

    @classmethod
    def of(cls, target: Target, looked: Callable[[int], None]) -> "StoredCases":
        """Return those of a stack."""
        return cls(
            client=target.client("dynamodb", connections=CONNECTIONS),
            scores=target.exports["fraud_scores_table_name"],
            transactions=target.exports["transactions_table_name"],
            looked=looked,
        )

    def since(self, start: datetime, *, most: int = MOST) -> Iterator[StoredCase]:
        """Yield decisions that were scored since a time; of more than `most` a random part, as ids are hashed.

        Raises:
            ClientError, BotoCoreError, CommandError: a table could not be read.
        """
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.scores,
            FilterExpression="#scored_at >= :since AND attribute_exists(#decision)",
            ProjectionExpression=", ".join(f"#{name}" for name in FIELDS),
            ExpressionAttributeNames={f"#{name}": name for name in FIELDS},
            ExpressionAttributeValues=to_attributes({":since": start.isoformat()}),
        )
        left = most
        for page in pages:
            self.looked(page["ScannedCount"])
            some = page["Items"][:left]
            yield from cases_of(some, self.client, self.transactions)
            left -= len(some)
            if not left:
                return
