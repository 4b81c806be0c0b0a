"""The alarms: their metrics, thresholds and topic, and the composite alarm over the critical ones."""

from typing import Any

import pytest

from emulator.program.monitor import Resource
from tests.components.stacks import FUNCTIONS, DryRunStack

ALARM, COMPOSITE = "cloudwatch/metricAlarm:MetricAlarm", "cloudwatch/compositeAlarm:CompositeAlarm"

LAMBDA, SQS, API = "AWS/Lambda", "AWS/SQS", "AWS/ApiGateway"
ABOVE, AT_LEAST = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold"

SIMPLE = {
    "transaction-ingestion-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "transaction-processor-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "fraud-scorer-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "fraud-feedback-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "fraud-feedback-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "fraud-feedback-duration": (LAMBDA, "Duration", "p99", 300, 8_000, AT_LEAST, 2),
    "fraud-feedback-dlq-not-empty": (SQS, "ApproximateNumberOfMessagesVisible", "Maximum", 60, 1, AT_LEAST, 1),
    "fraud-queries-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "fraud-queries-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "fraud-queries-duration": (LAMBDA, "Duration", "p99", 300, 8_000, AT_LEAST, 2),
    "fraud-reviews-oldest": ("FraudDetection", "OldestReviewSeconds", "Maximum", 300, 69_120, ABOVE, 1),
    "fraud-reviews-owed": ("FraudDetection", "OwedSeconds", "Maximum", 60, 300, ABOVE, 3),
    "fraud-reviews-not-scheduled": ("FraudDetection", "OwedSeconds", "SampleCount", 300, 1, "LessThanThreshold", 3),
    "fraud-queries-unread": ("FraudDetection", "QueriesUnread", "Sum", 300, 0, ABOVE, 3),
    "fraud-labels-unavailable": ("FraudDetection", "LabelsUnavailable", "Sum", 300, 0, ABOVE, 3),
    "transaction-decision-errors": (LAMBDA, "Errors", "Sum", 300, 1, ABOVE, 1),
    "transaction-decision-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "transaction-decision-latency": (LAMBDA, "Duration", "p99", 300, 1_000, ABOVE, 3),
    "transaction-decision-duration": (LAMBDA, "Duration", "p99", 300, 3_000, AT_LEAST, 2),
    "fraud-scorer-unfit": ("FraudDetection", "UnfitDecisions", "Sum", 300, 0, ABOVE, 1),
    "transaction-decision-in-queue": ("FraudDetection", "DecisionsInQueue", "Sum", 300, 0, ABOVE, 1),
    "transaction-decision-conflicts": ("FraudDetection", "DecisionConflicts", "Sum", 300, 0, ABOVE, 3),
    "transaction-decision-scores-unread": ("FraudDetection", "ScoresUnread", "Sum", 300, 0, ABOVE, 3),
    "transaction-ingestion-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "transaction-processor-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "fraud-scorer-throttles": (LAMBDA, "Throttles", "Sum", 300, 0, ABOVE, 3),
    "transaction-ingestion-duration": (LAMBDA, "Duration", "p99", 300, 24_000, AT_LEAST, 2),
    "transaction-processor-duration": (LAMBDA, "Duration", "p99", 300, 48_000, AT_LEAST, 2),
    "fraud-scorer-duration": (LAMBDA, "Duration", "p99", 300, 96_000, AT_LEAST, 2),
    "transaction-processor-iterator-age": (LAMBDA, "IteratorAge", "Maximum", 60, 60_000, ABOVE, 3),
    "transaction-processor-delivery-failures": (LAMBDA, "DestinationDeliveryFailures", "Sum", 300, 0, ABOVE, 1),
    "fraud-scorer-event-age": (LAMBDA, "AsyncEventAge", "Maximum", 60, 60_000, ABOVE, 3),
    "fraud-scorer-events-dropped": (LAMBDA, "AsyncEventsDropped", "Sum", 300, 0, ABOVE, 1),
    "fraud-scorer-dead-letter-errors": (LAMBDA, "DeadLetterErrors", "Sum", 300, 0, ABOVE, 1),
    "transaction-ingestion-dlq-not-empty": (SQS, "ApproximateNumberOfMessagesVisible", "Maximum", 60, 1, AT_LEAST, 1),
    "transaction-processor-dlq-not-empty": (SQS, "ApproximateNumberOfMessagesVisible", "Maximum", 60, 1, AT_LEAST, 1),
    "fraud-scorer-dlq-not-empty": (SQS, "ApproximateNumberOfMessagesVisible", "Maximum", 60, 1, AT_LEAST, 1),
    "fraud-detection-api-5xx": (API, "5XXError", "Sum", 300, 1, ABOVE, 1),
    "fraud-detection-api-latency": (API, "Latency", "p99", 300, 1_000, ABOVE, 3),
    "fraud-detection-undurable": ("FraudDetection", "Undurable", "Sum", 300, 0, ABOVE, 1),
    "fraud-profiles-given-up": ("FraudDetection", "ProfilesGivenUp", "Sum", 300, 0, ABOVE, 3),
    "fraud-profiles-unreadable": ("FraudDetection", "UnreadableProfiles", "Sum", 300, 0, ABOVE, 1),
    "fraud-strategies-broken": ("FraudDetection", "StrategiesBroken", "Sum", 300, 0, ABOVE, 1),
}
DEGRADED = {
    "transaction-decision-degraded-profiles": "DegradedProfiles",
    "transaction-decision-degraded-facts": "DegradedFacts",
    "transaction-decision-degraded-attempts": "DegradedAttempts",
}
SHARES = {
    "fraud-declines-day": ("Declines", 900, 96),
    "fraud-declines-week": ("Declines", 3_600, 168),
    "fraud-alerts-day": ("Alerts", 900, 96),
    "fraud-alerts-week": ("Alerts", 3_600, 168),
}
METRIC_MATH = {
    *DEGRADED,
    *SHARES,
    "fraud-strategies-disagree",
    "fraud-strategies-unread",
    *(f"{name}-error-rate" for name in FUNCTIONS),
    "fraud-detection-nothing-scored",
    "fraud-profiles-throttles",
    "fraud-score-drift",
}
BAND = "fraud-alerts-volume"

NOT_CRITICAL = {
    "fraud-queries-error-rate",
    "fraud-queries-unread",
    "fraud-reviews-oldest",
    "fraud-reviews-owed",
    "fraud-reviews-not-scheduled",
    *SHARES,
    "fraud-strategies-disagree",
    "fraud-strategies-unread",
    *(f"{name}-{kind}" for name in FUNCTIONS for kind in ("errors", "throttles", "duration")),
    *DEGRADED,
    "transaction-decision-latency",
    "transaction-decision-conflicts",
    "transaction-decision-scores-unread",
    "fraud-scorer-unfit",
    "fraud-detection-api-latency",
    "fraud-profiles-throttles",
    "fraud-profiles-given-up",
    "fraud-profiles-unreadable",
    "fraud-labels-unavailable",
    "fraud-score-drift",
    BAND,
}


def test_there_is_an_alarm_for_everything_that_can_go_wrong(stack: DryRunStack) -> None:
    assert {each.name for each in stack.all(ALARM)} == {*SIMPLE, *METRIC_MATH, BAND}


@pytest.mark.parametrize("name", SIMPLE)
def test_an_alarm_rings_when_its_metric_passes_its_threshold(stack: DryRunStack, name: str) -> None:
    inputs = stack.one(ALARM, name).inputs

    assert (
        inputs["namespace"],
        inputs["metricName"],
        inputs.get("statistic") or inputs["extendedStatistic"],
        inputs["period"],
        inputs["threshold"],
        inputs["comparisonOperator"],
        inputs["evaluationPeriods"],
    ) == SIMPLE[name]
    assert "metricQueries" not in inputs


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_error_rate_is_computed_only_where_something_ran(stack: DryRunStack, suffix: str, function: str) -> None:
    inputs = stack.one(ALARM, f"{function}-error-rate").inputs

    result, *operands = inputs["metricQueries"]
    assert (result["expression"], result["returnData"]) == ("IF(inv>0,100*err/inv,0)", True)
    shared = {"namespace": LAMBDA, "dimensions": {"FunctionName": f"{function}-{suffix}"}, "period": 300, "stat": "Sum"}
    assert operands == [
        {"id": "err", "returnData": False, "metric": {**shared, "metricName": "Errors"}},
        {"id": "inv", "returnData": False, "metric": {**shared, "metricName": "Invocations"}},
    ]
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (1, ABOVE, 2)


@pytest.mark.parametrize(("name", "metric"), DEGRADED.items())
def test_decisions_made_on_less_are_an_alarm_by_their_share(
    stack: DryRunStack, suffix: str, name: str, metric: str
) -> None:
    inputs = stack.one(ALARM, name).inputs

    result, degraded, invocations = inputs["metricQueries"]
    assert result["expression"] == "IF(inv>0,100*FILL(deg,0)/inv,0)"
    assert (degraded["metric"]["namespace"], degraded["metric"]["metricName"]) == ("FraudDetection", metric)
    assert degraded["metric"]["dimensions"] == {"Environment": suffix}
    assert (invocations["metric"]["namespace"], invocations["metric"]["metricName"]) == (LAMBDA, "Invocations")
    assert invocations["metric"]["dimensions"] == {"FunctionName": f"transaction-decision-{suffix}"}
    assert {each["metric"]["period"] for each in (degraded, invocations)} == {60}, "within minutes, not a quarter hour"
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (1, ABOVE, 3)


def test_storing_without_scoring_is_an_alarm_even_when_nothing_at_all_is_counted(
    stack: DryRunStack, suffix: str
) -> None:
    inputs = stack.one(ALARM, "fraud-detection-nothing-scored").inputs

    result, *operands = inputs["metricQueries"]
    scored = "(FILL(lowscores,0)+FILL(mediumscores,0)+FILL(highscores,0))"
    assert result["expression"] == f"IF((FILL(stored,0)>0) AND ({scored}==0),1,0)"
    assert {each["id"]: (each["metric"]["namespace"], each["metric"]["metricName"]) for each in operands} == {
        "stored": ("AWS/DynamoDB", "ConsumedWriteCapacityUnits"),
        "lowscores": ("FraudDetection", "LowScores"),
        "mediumscores": ("FraudDetection", "MediumScores"),
        "highscores": ("FraudDetection", "HighScores"),
    }
    assert operands[0]["metric"]["dimensions"] == {"TableName": f"transactions-{suffix}"}
    assert all(each["metric"]["dimensions"] == {"Environment": suffix} for each in operands[1:])
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (0, ABOVE, 3)


def test_profiles_that_are_throttled_are_an_alarm_whether_read_or_written(stack: DryRunStack, suffix: str) -> None:
    inputs = stack.one(ALARM, "fraud-profiles-throttles").inputs

    result, *operands = inputs["metricQueries"]
    assert result["expression"] == "FILL(read,0)+FILL(write,0)"
    assert {each["id"]: each["metric"]["metricName"] for each in operands} == {
        "read": "ReadThrottleEvents",
        "write": "WriteThrottleEvents",
    }
    for each in operands:
        assert (each["metric"]["namespace"], each["metric"]["stat"], each["metric"]["period"]) == (
            "AWS/DynamoDB",
            "Sum",
            300,
        )
        assert each["metric"]["dimensions"] == {"TableName": f"fraud-profiles-{suffix}"}
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (0, ABOVE, 3)


def test_the_volume_of_alerts_is_compared_with_the_usual_one(stack: DryRunStack) -> None:
    inputs = stack.one(ALARM, BAND).inputs

    present, usual = inputs["metricQueries"]
    assert (present["metric"]["metricName"], present["metric"]["period"]) == ("Alerts", 900)
    assert usual["expression"] == f"ANOMALY_DETECTION_BAND({present['id']}, 3)"
    assert inputs["thresholdMetricId"] == usual["id"]
    assert (present["returnData"], usual["returnData"]) == (True, True)
    assert inputs["comparisonOperator"] == "LessThanLowerOrGreaterThanUpperThreshold"
    assert "threshold" not in inputs


def test_instances_that_know_of_other_changes_than_each_other_for_over_two_minutes_are_an_alarm(
    stack: DryRunStack, suffix: str
) -> None:
    inputs = stack.one(ALARM, "fraud-strategies-disagree").inputs

    result, *operands = inputs["metricQueries"]
    assert result["expression"] == "most-least", "no data of an instance is no disagreement"
    shared = {
        "namespace": "FraudDetection",
        "metricName": "StrategyChanges",
        "dimensions": {"Environment": suffix},
        "period": 60,
    }
    assert [(each["id"], each["metric"]) for each in operands] == [
        ("most", {**shared, "stat": "Maximum"}),
        ("least", {**shared, "stat": "Minimum"}),
    ]
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (0, ABOVE, 3)


def test_decisions_by_strategies_that_may_be_replaced_are_an_alarm_whichever_function_made_them(
    stack: DryRunStack, suffix: str
) -> None:
    inputs = stack.one(ALARM, "fraud-strategies-unread").inputs

    result, made, *operands = inputs["metricQueries"]
    assert result["expression"] == "IF(made>0,100*FILL(stale,0)/made,0)"
    assert made["expression"] == "FILL(lowscores,0)+FILL(mediumscores,0)+FILL(highscores,0)+FILL(asked,0)"
    assert {each["id"]: each["metric"]["metricName"] for each in operands} == {
        "stale": "DegradedStrategy",
        "lowscores": "LowScores",
        "mediumscores": "MediumScores",
        "highscores": "HighScores",
        "asked": "Invocations",
    }
    assert operands[-1]["metric"]["dimensions"] == {"FunctionName": f"transaction-decision-{suffix}"}
    assert {each["metric"]["period"] for each in operands} == {60}
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (1, ABOVE, 3)


@pytest.mark.parametrize(("name", "expected"), SHARES.items())
def test_declines_and_alerts_are_compared_with_as_long_a_past_as_cloudwatch_lets_an_alarm_read(
    stack: DryRunStack, suffix: str, name: str, expected: tuple[str, int, int]
) -> None:
    metric, period, periods = expected
    inputs = stack.one(ALARM, name).inputs

    operands = [each["metric"] for each in inputs["metricQueries"] if "metric" in each]
    assert [each["metricName"] for each in operands] == [metric, "LowScores", "MediumScores", "HighScores"]
    assert {each["period"] for each in operands} == {period}
    assert {(each["stat"], each["dimensions"]["Environment"]) for each in operands} == {("Sum", suffix)}
    assert (inputs["evaluationPeriods"], inputs["datapointsToAlarm"], inputs["threshold"]) == (periods, 1, 0)
    longest = 86_400 if period < 3_600 else 604_800
    assert period * periods == longest, "seconds, by the documentation of PutMetricAlarm"


def test_the_scores_of_a_model_are_compared_with_those_expected_by_days(stack: DryRunStack, suffix: str) -> None:
    inputs = stack.one(ALARM, "fraud-score-drift").inputs

    operands = [each["metric"] for each in inputs["metricQueries"] if "metric" in each]
    assert [each["metricName"] for each in operands] == [
        f"Model{kind}{band}" for kind in ("Scores", "Expected") for band in range(1, 6)
    ]
    assert {(each["stat"], each["period"], each["dimensions"]["Environment"]) for each in operands} == {
        ("Sum", 86_400, suffix)
    }
    assert (inputs["threshold"], inputs["comparisonOperator"], inputs["evaluationPeriods"]) == (0.25, ABOVE, 2)


def test_metric_math_is_within_the_limits_of_alarms_and_returns_one_series(stack: DryRunStack) -> None:
    for name in METRIC_MATH:
        queries = stack.one(ALARM, name).inputs["metricQueries"]
        assert [each["id"] for each in queries if each["returnData"]] == ["result"]
        expressions = [each["expression"] for each in queries if "expression" in each]
        assert len(expressions) <= 10, "MetricDataQuery, Amazon CloudWatch API reference"
        assert len(queries) - len(expressions) <= 10
        assert max(map(len, expressions)) <= 1_024


def test_every_alarm_notifies_the_operations_topic_when_it_rings_and_when_it_is_over(stack: DryRunStack) -> None:
    topic = [stack.run.exports["operations_topic_arn"]]
    for alarm in [*stack.all(ALARM), *stack.all(COMPOSITE)]:
        assert (alarm.inputs["alarmActions"], alarm.inputs["okActions"]) == (topic, topic)
        assert "fraud-operations-policy" in stack.before(alarm), "it would ring before it may publish"


def test_missing_data_is_no_breach_but_of_what_reports_every_minute(stack: DryRunStack) -> None:
    missing = {each.name: each.inputs["treatMissingData"] for each in stack.all(ALARM)}

    assert missing.pop("fraud-reviews-not-scheduled") == "breaching"
    assert set(missing.values()) == {"notBreaching"}


def test_the_composite_alarm_sums_up_the_critical_ones_and_leaves_out_the_warnings(
    stack: DryRunStack, suffix: str
) -> None:
    composite = stack.one(COMPOSITE).inputs

    critical = sorted({*SIMPLE, *METRIC_MATH} - NOT_CRITICAL)
    assert composite["alarmName"] == f"fraud-pipeline-unhealthy-{suffix}"
    assert sorted(composite["alarmRule"].split(" OR ")) == [f'ALARM("{name}-{suffix}")' for name in critical]
    assert len(composite["alarmRule"]) <= 10_240


def test_thresholds_that_a_user_would_change_are_config(configured: DryRunStack) -> None:
    thresholds = {each.name: each.inputs.get("threshold") for each in configured.all(ALARM)}
    assert {thresholds[f"{name}-error-rate"] for name in FUNCTIONS} == {5}
    assert thresholds["transaction-processor-iterator-age"] == 300_000
    assert thresholds["fraud-scorer-event-age"] == 300_000
    assert thresholds["fraud-detection-api-latency"] == thresholds["transaction-decision-latency"] == 250
    assert {thresholds[name] for name in DEGRADED} == {5}
    assert thresholds["transaction-decision-duration"] == 9_000
    assert thresholds["fraud-score-drift"] == 0.4
    assert "0.4" in description(configured.one(ALARM, "fraud-score-drift"))
    assert "9 s" in description(configured.one(ALARM, "transaction-decision-duration"))
    assert "5 %" in description(configured.one(ALARM, "fraud-scorer-error-rate"))
    assert "300 s" in description(configured.one(ALARM, "fraud-scorer-event-age"))


def test_a_description_says_what_it_means_and_where_to_read_on(configured: DryRunStack) -> None:
    for alarm in [*configured.all(ALARM), *configured.all(COMPOSITE)]:
        meaning, _, link = description(alarm).partition(" What to do: ")
        assert meaning.endswith("."), alarm.name
        assert link.startswith("https://example.com/runbook#"), alarm.name
        assert len(description(alarm)) <= 1024


def description(alarm: Resource) -> str:
    """Return the alarm's description."""
    text: Any = alarm.inputs["alarmDescription"]
    assert isinstance(text, str)
    return text
