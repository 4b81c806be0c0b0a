"""Business metrics: counts in a log line, which CloudWatch reads by its embedded metric format.

They are added to lines that are written anyway. They have one dimension, since CloudWatch bills every set of dimensions
as a metric of its own. The description takes some 180 bytes, so Ingestion's line "stored", the only one that each
transaction has to itself, carries none: Processing counts the stored ones, up to a hundred to the line. That is 5 bytes
a transaction instead of 186, where all lines together must stay below 400.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

NAMESPACE = "FraudDetection"
DIMENSION = "Environment"


class MetricCounts(TypedDict, total=False):
    """All counts, by their names in CloudWatch."""

    Duplicates: int
    """Requests that repeat a stored transaction."""
    Conflicts: int
    """Requests whose id is known with other content."""
    Refusals: int
    """Requests that break the contract and passed the API's own check."""
    KeptInQueue: int
    """Transactions that the table did not take, and Ingestion's queue did."""
    Undurable: int
    """Transactions that neither took; the client was told to send them again."""
    DegradedProfiles: int
    """Decisions without profiles that were in time: not read, or too old, since scoring lags."""
    DegradedFacts: int
    """Decisions without the facts, lists and labels, of an entity."""
    DegradedAttempts: int
    """Decisions that could not count the attempts of an entity."""
    DegradedStrategy: int
    """Decisions by strategies that may have been replaced over a minute ago, since the newer ones could not be read."""
    StrategiesBroken: int
    """Reads of the strategies table that met a version or a pointer that nothing can decide by."""
    StrategyChanges: int
    """Changes of the pointers that an instance knows of, at each of its reads: a gauge, the same in all of them."""
    ShadowDecisions: int
    """Decisions that the shadow made too, and that changed nothing."""
    ShadowAlerts: int
    """Those of them that the shadow would have alerted, reviewed or declined."""
    ShadowDiffers: int
    """Those of them whose outcome is another one than the decision's own."""
    ChallengerDecisions: int
    """Decisions that the challenger made, for the customers in its share."""
    Overridden: int
    """Decisions whose answer the override replaced."""
    DecisionsInQueue: int
    """Decisions that no table took, and Ingestion's queue did."""
    DecisionConflicts: int
    """Requests for a decision whose id another held each time they looked; the client was told to ask again."""
    ScoresUnread: int
    """Requests for a decision on what came by another route, whose score could not be read; to be asked again."""
    ReviewsUnread: int
    """Repeats that could not say whether a person has decided otherwise since: the review could not be read in time."""
    ReviewsApproved: int
    """Reviews that a person decided to approve."""
    ReviewsDeclined: int
    """Reviews that a person decided to decline."""
    ReviewsExpired: int
    """Reviews that nobody decided in time."""
    OpenReviews: int
    """Reviews that wait for a person, at each run of the schedule: a gauge."""
    OldestReviewSeconds: int
    """Age of the oldest of them: a gauge, 0 where there is none."""
    OwedSeconds: int
    """The time that the oldest event, label or fact of a review or label has been owed: a gauge, 0 where none is."""
    AttemptsFull: int
    """Counts of attempts that were at their most, so that more were not told apart."""
    Reviews: int
    """Transactions whose outcome is review."""
    Declines: int
    """Transactions whose outcome is decline."""
    Transactions: int
    """Transactions from the table's stream, counted again where Lambda retries."""
    Poison: int
    """Stream records that are not transactions, once each when they are sent to the queue."""
    StaleUpdates: int
    """Updates of rows that are older than the retention of scores; not scored, since they might be alerted again."""
    LowScores: int
    """Scores below half the alert threshold."""
    MediumScores: int
    """Scores from half the alert threshold up to it."""
    HighScores: int
    """Scores above the alert threshold."""
    Alerts: int
    """Alerts published."""
    ReviewsOpened: int
    """Reviews that were opened."""
    EventsPublished: int
    """Events of decisions that were published."""
    Raced: int
    """Transactions whose id is scored under another timestamp: two requests of one id that raced."""
    MistypedMetadata: int
    """Keys of metadata that came in another kind than a rule takes, such as a text for a number."""
    DivisionsByZero: int
    """Rules that did not fire on a transaction because they divide by zero."""
    UnusableEntities: int
    """Values that stand where an entity's id does, and are none: a list, a fraction, a text of 4 KiB."""
    ProfileRaces: int
    """Writes of profiles that were lost to others, each of which was tried again or given up."""
    ProfilesGivenUp: int
    """Profiles that were left unchanged by a batch, since others changed them all the time or the table failed."""
    UnfitDecisions: int
    """Decisions that came along with their transaction and were not taken: damaged, newer, or on other fields."""
    UnreadableProfiles: int
    """Profiles that are damaged or of a newer release; features are absent, as if there were no profile."""
    Labels: int
    """Labels stored."""
    LabelsUnknown: int
    """Labels of ids that the transactions table does not know."""
    LabelsUnavailable: int
    """Labels that could not be stored; the client was told to repeat them."""
    QueriesUnread: int
    """Requests to read that were answered 503, since a table did not answer; to be asked again."""
    LabelRaces: int
    """Writes of labels that were lost to others, each of which was tried again or is to be repeated."""
    ModelScores1: int
    """Scores of the active strategy's model in the lowest of the bands that its document says; none without a model."""
    ModelScores2: int
    """Those in the second band."""
    ModelScores3: int
    """Those in the third."""
    ModelScores4: int
    """Those in the fourth."""
    ModelScores5: int
    """Those in the fifth, the highest."""
    ModelExpected1: float
    """Of as many scores, those expected in the lowest band, by the shares that the document says: no whole number."""
    ModelExpected2: float
    """Those expected in the second band."""
    ModelExpected3: float
    """Those expected in the third."""
    ModelExpected4: float
    """Those expected in the fourth."""
    ModelExpected5: float
    """Those expected in the fifth."""


def model_counts(seen: Sequence[int], expected: Sequence[float]) -> MetricCounts:
    """Return the counts of a model's scores and of the expected ones, both from the lowest band to the fifth."""
    return MetricCounts(
        ModelScores1=seen[0],
        ModelScores2=seen[1],
        ModelScores3=seen[2],
        ModelScores4=seen[3],
        ModelScores5=seen[4],
        ModelExpected1=expected[0],
        ModelExpected2=expected[1],
        ModelExpected3=expected[2],
        ModelExpected4=expected[3],
        ModelExpected5=expected[4],
    )


OUTCOMES = {
    "duplicate": "Duplicates",
    "conflict": "Conflicts",
    "refused": "Refusals",
    "queued": "KeptInQueue",
    "undurable": "Undurable",
    "held": "DecisionConflicts",
}
"""The metric that counts each outcome of a request, except plain success."""


SELDOM = frozenset(
    {
        *("MistypedMetadata", "DivisionsByZero", "UnusableEntities", "UnfitDecisions"),
        *("DegradedStrategy", "ChallengerDecisions", "Overridden"),
        *("ProfileRaces", "ProfilesGivenUp", "UnreadableProfiles", "LabelRaces"),
    }
)
"""Counts that most stacks never have: absent where they are zero, as their names alone would be a tenth of the line."""


class Metrics:
    """The metrics of one environment."""

    def __init__(self, environment: str) -> None:
        self._environment = environment

    def of(self, **counts: Unpack[MetricCounts]) -> dict[str, Any]:
        """Return the fields that make a log line a metric; zeros too, so that no metric is missing when it is quiet."""
        return self._fields({name: count for name, count in counts.items() if count or name not in SELDOM})

    def of_outcomes(self, outcomes: Iterable[str]) -> dict[str, Any]:
        """Return the same for outcomes of requests; empty if all were plain successes."""
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
