"""The state of Scoring's AWS in memory: rows, reviews, and what people and programs were told."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.aws.attributes import from_attributes
from tests.interleavings.memory_aws import ItemWrite, MemoryAws

TABLE, PROFILES, REVIEWS = "fraud-scores-test", "fraud-profiles-test", "fraud-reviews-test"
KEYS = {TABLE: ("transaction_id",), PROFILES: ("entity",), REVIEWS: ("transaction_id",)}
ALERTS, EVENTS = "arn:aws:sns:us-east-1:000000000000:alerts", "arn:aws:sns:us-east-1:000000000000:events"

TransactionFields = Mapping[str, Any]
TransactionKey = tuple[str, int]


def transaction_key(fields: TransactionFields) -> TransactionKey:
    """Return a transaction's key."""
    return fields["transaction_id"], fields["timestamp"]


@dataclass(frozen=True)
class Scored:
    """The AWS in memory as tests look at it."""

    aws: MemoryAws

    def rows(self, table: str = TABLE) -> dict[str, dict[str, Any]]:
        """Return the rows of a table, by transaction id."""
        return {row["transaction_id"]: row for row in map(from_attributes, self.aws.items(table))}

    def writes(self, table: str) -> list[ItemWrite]:
        """Return the writes to a table."""
        return [write for write in self.aws.writes if write.table == table]

    @property
    def alerts(self) -> Counter[TransactionKey]:
        """Return the number of alerts of each transaction."""
        bodies = [json.loads(each["Message"])["default"] for each in self._published(ALERTS)]
        return Counter(transaction_key(json.loads(body)) for body in bodies)

    @property
    def events(self) -> dict[TransactionKey, list[dict[str, Any]]]:
        """Return the events of each transaction."""
        found: dict[TransactionKey, list[dict[str, Any]]] = {}
        for each in self._published(EVENTS):
            event = json.loads(each["Message"])
            found.setdefault(transaction_key(event["data"]), []).append(event)
        return found

    def _published(self, topic: str) -> list[dict[str, Any]]:
        return [each for each in self.aws.published if each["TopicArn"] == topic]
