"""The parts of the pipeline that are monitored, and the thresholds of their alarms."""

from dataclasses import dataclass

from components.api.api import Api
from components.compute.function import Function
from components.storage.events_topic import EventsTopic
from components.storage.profiles_table import ProfilesTable
from components.storage.reviews_table import ReviewsTable
from components.storage.strategies_table import StrategiesTable
from components.storage.tables import TransactionsTable


@dataclass(frozen=True, kw_only=True)
class MonitoringTargets:
    """The parts that alarms and dashboard read, in the order in which a transaction passes them."""

    api: Api
    ingestion: Function
    decision: Function
    transactions: TransactionsTable
    processing: Function
    scoring: Function
    profiles: ProfilesTable
    strategies: StrategiesTable
    reviews: ReviewsTable
    events: EventsTopic
    feedback: Function
    queries: Function
    fraud_detector: Function | None = None
    """Answers clients of Amazon Fraud Detector, where the stack does."""

    @property
    def functions(self) -> tuple[Function, ...]:
        """Return the functions, in the same order; last those that learn what became of transactions, and read back."""
        compatible = (self.fraud_detector,) if self.fraud_detector else ()
        return (
            *(self.ingestion, self.decision, self.processing, self.scoring, self.feedback, self.queries),
            *compatible,
        )

    @property
    def with_queues(self) -> tuple[Function, Function, Function, Function]:
        """Return the functions with a queue of their own, in the same order."""
        return self.ingestion, self.processing, self.scoring, self.feedback


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Failed invocations in per cent, waiting in seconds, the API's slowest answers (p99) in milliseconds.

    Decisions are promised within `answer_seconds`; a review has `review_hours`; `score_drift` is a stability index.
    """

    answer_seconds: int
    error_percent: int
    lag_seconds: int
    latency_milliseconds: int
    review_hours: int
    score_drift: float
