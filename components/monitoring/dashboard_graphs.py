"""The graphs of the dashboard, under the questions that they answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input

from components.monitoring.metrics import (
    SCORE_BANDS,
    Metric,
    api_metric,
    business_metric,
    function_metric,
    queue_metric,
    table_metric,
    topic_metric,
)
from components.monitoring.targets import MonitoringTargets
from handlers.decision.model.expected import MOST_SCORE_BANDS

BANDS = range(1, MOST_SCORE_BANDS + 1)


def graphs_by_question(
    targets: MonitoringTargets, suffix: str, region: Input[str]
) -> Mapping[str, Sequence[dict[str, Any]]]:
    """Return the graphs of each question, side by side, from the top of the dashboard to its bottom."""
    api, functions = targets.api, targets.functions

    def business(*names: str) -> dict[str, Metric]:
        return {name: business_metric(suffix, name) for name in names}

    def per_function(name: str, stat: str = "Sum") -> dict[str, Metric]:
        return {function.pulumi_resource_name: function_metric(function, name, stat=stat) for function in functions}

    def graph(title: str, lines: Mapping[str, Metric], *, stacked: bool = False) -> dict[str, Any]:
        return _graph(title, lines, region, stacked=stacked)

    lags = {
        "in the stream": function_metric(targets.processing, "IteratorAge", stat="Maximum"),
        "for the scorer": function_metric(targets.scoring, "AsyncEventAge", stat="Maximum"),
    }
    answers = {stat: api_metric(api, "Latency", stat=stat) for stat in ("p50", "p99")}
    requests = {"requests": api_metric(api, "Count"), "refused (4xx)": api_metric(api, "4XXError")}
    lost = {
        "events dropped": function_metric(targets.scoring, "AsyncEventsDropped"),
        "dead letters lost": function_metric(targets.scoring, "DeadLetterErrors"),
        "failure records lost": function_metric(targets.processing, "DestinationDeliveryFailures"),
        **business("Poison", "Undurable"),
    }
    units = {kind: table_metric(targets.profiles, f"Consumed{kind}CapacityUnits") for kind in ("Read", "Write")}
    throttled = {kind: table_metric(targets.profiles, f"{kind}ThrottleEvents") for kind in ("Read", "Write")}
    queues = {each.pulumi_resource_name: queue_metric(each.dead_letters) for each in targets.with_queues}
    queues |= {
        f"{each.pulumi_resource_name}, held by a redrive": queue_metric(
            each.dead_letters, "ApproximateNumberOfMessagesNotVisible"
        )
        for each in targets.with_queues
    }
    queues |= {f"webhook {each.key}": queue_metric(each.dead_letters) for each in targets.events.webhooks}
    oldest = {
        label: business_metric(suffix, name, stat="Maximum")
        for label, name in (("waiting", "OldestReviewSeconds"), ("owed", "OwedSeconds"))
    }
    told = {
        label: topic_metric(targets.events, name)
        for label, name in (
            ("published", "NumberOfMessagesPublished"),
            ("delivered", "NumberOfNotificationsDelivered"),
            ("not delivered", "NumberOfNotificationsFailed"),
        )
    }
    decided = {stat: function_metric(targets.decision, "Duration", stat=stat) for stat in ("p50", "p99")}
    known = {
        label: business_metric(suffix, "StrategyChanges", stat=stat)
        for label, stat in (("least", "Minimum"), ("most", "Maximum"))
    }
    return {
        "How much comes in?": [
            graph("Requests", requests),
            graph("Transactions", business("Transactions", "StaleUpdates")),
            graph("Not stored as they came", business("Duplicates", "Conflicts", "Refusals", "KeptInQueue", "Raced")),
        ],
        "What is decided?": [
            graph("Asked to decide", {"decisions": function_metric(targets.decision, "Invocations")}),
            graph("Not approved", business("Reviews", "Declines")),
            graph("Decided on less", business("DegradedProfiles", "DegradedFacts", "DegradedAttempts", "AttemptsFull")),
            graph("Not as asked", business("DecisionsInQueue", "DecisionConflicts", "UnfitDecisions")),
            graph("Not read", business("ScoresUnread", "ReviewsUnread", "QueriesUnread")),
        ],
        "Which strategies decide?": [
            graph("Changes that instances know of", known),
            graph("The shadow", business("ShadowDecisions", "ShadowAlerts", "ShadowDiffers")),
            graph("Not by the active one", business("ChallengerDecisions", "Overridden")),
            graph("Out of date, or broken", business("DegradedStrategy", "StrategiesBroken")),
        ],
        "How fast is it scored?": [
            graph("The API's answers, ms", answers),
            graph("Decisions, ms", decided),
            graph("Longest wait, ms", lags),
            graph("Slowest invocations (p99), ms", per_function("Duration", "p99")),
        ],
        "What is risky?": [
            graph("Scores by band", business(*SCORE_BANDS), stacked=True),
            graph("The model's scores by band", business(*(f"ModelScores{band}" for band in BANDS)), stacked=True),
            graph("As they were expected", business(*(f"ModelExpected{band}" for band in BANDS)), stacked=True),
            graph("Alerts", business("Alerts")),
            graph("What rules could not take", business("MistypedMetadata", "DivisionsByZero", "UnusableEntities")),
        ],
        "What does it remember?": [
            graph("Units of profiles", units),
            graph("Profiles throttled", throttled),
            graph("Profiles in trouble", business("ProfileRaces", "ProfilesGivenUp", "UnreadableProfiles")),
        ],
        "What does it learn?": [
            graph("Labels", business("Labels")),
            graph("Labels that are not stored", business("LabelsUnknown", "LabelsUnavailable", "LabelRaces")),
        ],
        "What do people decide?": [
            graph("Reviews that wait", {"reviews": business_metric(suffix, "OpenReviews", stat="Maximum")}),
            graph("The oldest, s", oldest),
            graph("Reviews", business("ReviewsOpened", "ReviewsApproved", "ReviewsDeclined", "ReviewsExpired")),
            graph("Events", {**told, **business("EventsPublished")}),
        ],
        "Where does it hurt?": [
            graph("Failed", {"API (5xx)": api_metric(api, "5XXError"), **per_function("Errors")}),
            graph("Held back", per_function("Throttles")),
            graph("Waiting in queues", queues),
            graph("Given up", lost),
        ],
    }


def _graph(title: str, lines: Mapping[str, Metric], region: Input[str], *, stacked: bool) -> dict[str, Any]:
    return {
        "type": "metric",
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "stacked": stacked,
            "metrics": [_line(label, metric) for label, metric in lines.items()],
            "yAxis": {"left": {"min": 0}},
        },
    }


def _line(label: str, metric: Metric) -> list[Any]:
    dimensions = [part for dimension in metric.dimensions.items() for part in dimension]
    options = {"stat": metric.stat, "period": metric.period, "label": label}
    return [metric.namespace, metric.name, *dimensions, options]
