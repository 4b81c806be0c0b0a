"""The decisions that a comparison reads: scores since a time, each with the label that counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.rollout.compare.decision import ComparedDecision
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.batch_calls import LARGEST_READ, drain
from handlers.contract.errors import PartialBatchError
from handlers.decision.alert import ABOVE
from handlers.decision.labelled_row import FRAUD
from handlers.decision.score_row import SHADOW

FIELDS = (
    *("transaction_id", "amount", "currency", "outcome", "override", "reasons", "decision", "scored_at"),
    *(ABOVE, SHADOW),
)

CONNECTIONS = 10


@dataclass(frozen=True, kw_only=True)
class ComparedRows:
    """Scores and labels of a stack; `looked` is told the number of rows of every page."""

    client: Any
    scores: str
    labels: str
    looked: Callable[[int], None] = lambda _: None

    @classmethod
    def of(cls, target: Target, looked: Callable[[int], None] = lambda _: None) -> "ComparedRows":
        """Return those of a stack."""
        return cls(
            client=target.client("dynamodb", connections=CONNECTIONS),
            scores=target.exports["fraud_scores_table_name"],
            labels=target.exports["fraud_labels_table_name"],
            looked=looked,
        )

    def since(self, start: datetime) -> Iterator[ComparedDecision]:
        """Yield the decisions that were scored since a time, in no order.

        Raises:
            ClientError, BotoCoreError, CommandError: a table could not be read.
        """
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.scores,
            FilterExpression="#scored_at >= :since",
            ProjectionExpression=", ".join(f"#{name}" for name in FIELDS),
            ExpressionAttributeNames={f"#{name}": name for name in FIELDS},
            ExpressionAttributeValues=to_attributes({":since": start.isoformat()}),
        )
        for page in pages:
            self.looked(page["ScannedCount"])
            rows = [from_attributes(item) for item in page["Items"]]
            labels = self.labels_of([row["transaction_id"] for row in rows])
            yield from (ComparedDecision.of(row, fraud=labels.get(row["transaction_id"])) for row in rows)

    def labels_of(self, ids: Sequence[str]) -> Mapping[str, bool]:
        """Return of each id that has a label whether the one that counts says fraud.

        Raises:
            ClientError, BotoCoreError, CommandError: the table could not be read.
        """
        found: dict[str, bool] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            asked = {"Keys": keys, "ProjectionExpression": "transaction_id, label"}
            answer = self.client.batch_get_item(RequestItems={self.labels: asked})
            for item in answer["Responses"].get(self.labels, []):
                found[item["transaction_id"]["S"]] = item.get("label", {}).get("S") == FRAUD
            unprocessed = answer["UnprocessedKeys"].get(self.labels)
            return unprocessed["Keys"] if unprocessed else []

        try:
            drain([to_attributes({"transaction_id": each}) for each in ids], size=LARGEST_READ, call=read)
        except PartialBatchError as error:
            raise CommandError(f"the labels could not be read, try again later: {error}") from error
        return found
