"""The figures come from CloudWatch's metrics on AWS, and from the functions' log lines on the embedded AWS."""

import json
from datetime import UTC, datetime
from typing import Any

from fraudctl.console.health.figures import COUNTED, DECISIONS, LAG, OPEN_REVIEWS, Tally
from fraudctl.console.health.from_logs import count_lines, count_runs
from fraudctl.console.health.from_metrics import figures_from_metrics
from fraudctl.console.health.span import DAY, Slots
from handlers.aws.metrics import MetricCounts, Metrics

NOW = datetime(2026, 11, 27, 10, 47, tzinfo=UTC)
SLOTS = Slots.until(DAY, NOW)
LAST = DAY.slots - 1


def event(message: str, at: datetime = NOW) -> dict[str, Any]:
    """Return an event as CloudWatch Logs has it."""
    return {"timestamp": int(at.timestamp() * 1000), "message": message}


def test_what_is_counted_are_metrics_that_the_functions_write() -> None:
    assert {*COUNTED, OPEN_REVIEWS} <= set(MetricCounts.__annotations__)


def test_a_line_of_a_function_counts_what_it_carries_and_another_line_nothing() -> None:
    tally, metrics = Tally(SLOTS), Metrics("dev")
    scored = json.dumps({"level": "INFO", "message": "scored", **metrics.of(LowScores=7, Reviews=2, Declines=0)})
    late = json.dumps({"message": "scored", "waited_ms": 2500, **metrics.of(LowScores=0, Reviews=0, Declines=0)})
    soon = json.dumps({"message": "scored", "waited_ms": 40, **metrics.of(LowScores=0, Reviews=0, Declines=0)})
    scheduled = json.dumps({"message": "reviewed by the schedule", **metrics.of(OpenReviews=4)})
    plain = json.dumps({"message": "decided", "Reviews": 99})

    count_lines(
        [event(each) for each in (scored, late, scored, soon, scheduled, plain, "no JSON", '{"_aws": 1}')], tally
    )

    values = {name: series[LAST] for name, series in tally.series.items()}
    assert values == {"LowScores": 14, "Reviews": 4, "Declines": 0, OPEN_REVIEWS: 4, LAG: 2.5}


def test_the_runs_of_decision_are_counted_by_the_line_that_lambda_writes_after_each() -> None:
    tally = Tally(SLOTS)

    count_runs([event("REPORT RequestId: a-1\tDuration: 12.5 ms"), event('{"message": "REPORT of mine"}')], tally)

    assert tally.series[DECISIONS][LAST] == 1


class CloudWatch:
    """A CloudWatch that has one value for each metric that it is asked for."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, _: str) -> "CloudWatch":
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        self.asked.append(asked)
        results = [{"Id": query["Id"], "Timestamps": [NOW], "Values": [2000.0]} for query in asked["MetricDataQueries"]]
        return [{"MetricDataResults": results}]


class OnAws:
    """A stack on AWS, of which only the metrics are asked for."""

    def __init__(self) -> None:
        self.cloudwatch = CloudWatch()
        self.exports = {
            "transactions_table_name": "transactions-prod",
            "decision_function_name": "transaction-decision-prod",
            "processing_function_name": "transaction-processor-prod",
        }

    def client(self, _: str) -> CloudWatch:
        return self.cloudwatch


def test_on_aws_one_request_asks_for_all_in_the_slots_own_periods() -> None:
    stack: Any = OnAws()

    figures = figures_from_metrics(stack, SLOTS)

    (asked,) = stack.cloudwatch.asked
    stats = [each["MetricStat"] for each in asked["MetricDataQueries"]]
    assert {each["Period"] for each in stats} == {int(DAY.slot.total_seconds())}
    assert (asked["StartTime"], asked["EndTime"]) == (SLOTS.start, SLOTS.end)
    business = {each["Metric"]["MetricName"] for each in stats if each["Metric"]["Namespace"] == "FraudDetection"}
    assert business == {*COUNTED, OPEN_REVIEWS}
    assert {"Name": "Environment", "Value": "prod"} in stats[0]["Metric"]["Dimensions"]
    assert (figures.series[LAG][LAST], figures.series["Reviews"][LAST]) == (2.0, 2000.0), "ages are in milliseconds"


def test_a_stack_of_an_older_release_is_asked_only_for_the_functions_that_it_has() -> None:
    stack: Any = OnAws()
    del stack.exports["decision_function_name"]

    assert DECISIONS not in figures_from_metrics(stack, SLOTS).series
