"""The alarms of Decision: answers that know less than they should, are kept in the queue, contended for, or late."""

from collections.abc import Iterator, Mapping

from components.compute.function import Function
from components.monitoring.alarms import AlarmDefinition, MetricMath
from components.monitoring.metrics import business_metric, function_metric
from components.monitoring.targets import MonitoringTargets, Thresholds

DEGRADED: Mapping[str, tuple[str, str]] = {
    "DegradedProfiles": ("profiles", "profiles that were up to date: habits counted for nothing, or were old"),
    "DegradedFacts": ("facts", "lists and labels: a blocked customer may have been approved"),
    "DegradedAttempts": ("attempts", "the count of attempts: a burst on one card may have passed"),
}
"""Metric → the word of the answer, and what the decisions did without."""


def decision_alarms(targets: MonitoringTargets, thresholds: Thresholds, suffix: str) -> Iterator[AlarmDefinition]:
    """Yield the alarms of Decision alone, and of Scoring, which takes the decisions that it made."""
    yield from _degraded_alarms(targets.decision, thresholds, suffix)
    yield from _store_alarms(targets.decision, suffix)
    yield from _latency_alarms(targets.decision, thresholds)
    yield AlarmDefinition(
        name=f"{targets.scoring.pulumi_resource_name}-unfit",
        meaning="Decisions that clients were told could not be taken as they are, and were made anew by the scorer.",
        section="unfit-decisions",
        measure=business_metric(suffix, "UnfitDecisions"),
        critical=False,
    )


def _degraded_alarms(function: Function, thresholds: Thresholds, suffix: str) -> Iterator[AlarmDefinition]:
    """Yield one alarm for each word of `degraded`; a share, since a read in a thousand is late on any day."""
    invocations = function_metric(function, "Invocations", period=60)
    for metric, (word, missed) in DEGRADED.items():
        yield AlarmDefinition(
            name=f"{function.pulumi_resource_name}-degraded-{word}",
            meaning=f"For three minutes over {thresholds.error_percent} % of decisions were made without {missed}.",
            section=f"degraded-{word}",
            measure=MetricMath(
                expression="IF(inv>0,100*FILL(deg,0)/inv,0)",
                metrics={"deg": business_metric(suffix, metric, period=60), "inv": invocations},
            ),
            threshold=thresholds.error_percent,
            periods=3,
            critical=False,
        )


def _store_alarms(function: Function, suffix: str) -> Iterator[AlarmDefinition]:
    name = function.pulumi_resource_name
    yield AlarmDefinition(
        name=f"{name}-in-queue",
        meaning="No table took decisions that clients were told of: they wait in Ingestion's queue to be stored.",
        section="decisions-in-queue",
        measure=business_metric(suffix, "DecisionsInQueue"),
        critical=True,
    )
    yield AlarmDefinition(
        name=f"{name}-conflicts",
        meaning="Requests for decisions have met others of the same ids for 15 minutes, and were told to ask again.",
        section="decision-conflicts",
        measure=business_metric(suffix, "DecisionConflicts"),
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-scores-unread",
        meaning="Scores could not be read for 15 minutes: who asked for decisions on known ids was told to ask again.",
        section="scores-unread",
        measure=business_metric(suffix, "ScoresUnread"),
        periods=3,
        critical=False,
    )


def _latency_alarms(function: Function, thresholds: Thresholds) -> Iterator[AlarmDefinition]:
    name, slowest = function.pulumi_resource_name, function_metric(function, "Duration", stat="p99")
    yield AlarmDefinition(
        name=f"{name}-latency",
        meaning=f"One decision in a hundred has taken over {thresholds.latency_milliseconds} ms for 15 minutes.",
        section="decision-latency",
        measure=slowest,
        threshold=thresholds.latency_milliseconds,
        periods=3,
        critical=False,
    )
    yield AlarmDefinition(
        name=f"{name}-duration",
        meaning=f"One decision in a hundred took {thresholds.answer_seconds} s, the most that clients are promised.",
        section="decision-latency",
        measure=slowest,
        threshold=thresholds.answer_seconds * 1000,
        comparison="GreaterThanOrEqualToThreshold",
        periods=2,
        critical=False,
    )
