"""Business metrics: counts in a log line, from which CloudWatch takes them by its embedded metric format.

They ride on lines that are written anyway: Lambda passes lines of JSON on as they are. One dimension, since CloudWatch
bills every set of dimensions as a metric of its own. The description takes some 180 bytes, so the one line that every
transaction has to itself, Ingestion's "stored", goes without: Processing counts what was stored, up to a hundred to
the line. That is 5 bytes a transaction instead of 186, where all lines together are to stay below 400.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, Unpack

NAMESPACE = "FraudDetection"
DIMENSION = "Environment"


class Counts(TypedDict, total=False):
    """Everything that is counted, by its name in CloudWatch."""

    Duplicates: int
    """Requests that repeat a stored transaction."""
    Conflicts: int
    """Requests whose id is known with other content."""
    Refusals: int
    """Requests that break the contract and got past the API's own check."""
    KeptInQueue: int
    """Transactions that the table did not take and Ingestion's queue did."""
    Undurable: int
    """Transactions that neither took; their client was told to send them again."""
    Transactions: int
    """Transactions that the table's stream brought, again where Lambda retries."""
    Poison: int
    """Stream records that are no transactions, once each as they are set aside."""
    StaleUpdates: int
    """Updates of rows that are older than scores are kept; they are not scored, lest they be alerted again."""
    LowScores: int
    """Scores below half the alert threshold."""
    MediumScores: int
    """Scores from half the alert threshold up to it."""
    HighScores: int
    """Scores above the alert threshold."""
    Alerts: int
    """Alerts published."""
    Raced: int
    """Transactions whose id is scored under another timestamp: two requests of one id that raced."""


OUTCOMES = {
    "duplicate": "Duplicates",
    "conflict": "Conflicts",
    "refused": "Refusals",
    "queued": "KeptInQueue",
    "undurable": "Undurable",
}
"""The metric that counts each outcome of a request but the plain success."""


class Metrics:
    """Counts what happens in one environment."""

    def __init__(self, environment: str) -> None:
        self._environment = environment

    def of(self, **counts: Unpack[Counts]) -> dict[str, Any]:
        """The fields that make a log line count; zeros too, so that a quiet metric is not an absent one."""
        return self._fields(dict(counts))

    def of_outcomes(self, outcomes: Iterable[str]) -> dict[str, Any]:
        """As `of`, for what became of requests; nothing where all were plain successes."""
        names = [OUTCOMES[outcome] for outcome in outcomes if outcome in OUTCOMES]
        return self._fields(Counter(names)) if names else {}

    def _fields(self, counts: Mapping[str, object]) -> dict[str, Any]:
        return {
            "_aws": {
                "Timestamp": time.time_ns() // 1_000_000,
                "CloudWatchMetrics": [
                    {
                        "Namespace": NAMESPACE,
                        "Dimensions": [[DIMENSION]],
                        "Metrics": [{"Name": name} for name in counts],
                    }
                ],
            },
            DIMENSION: self._environment,
            **counts,
        }
