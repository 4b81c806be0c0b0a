"""The dashboard answers its questions in order, and everything that is measured is there to be measured."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.aws.metrics import MetricCounts
from tests.components.stacks import DryRunStack

QUESTIONS = [
    "## Is it healthy?",
    "## How much comes in?",
    "## What is decided?",
    "## Which strategies decide?",
    "## How fast is it scored?",
    "## What is risky?",
    "## What does it remember?",
    "## What does it learn?",
    "## What do people decide?",
    "## Where does it hurt?",
]
ALARMS = ("cloudwatch/metricAlarm:MetricAlarm", "cloudwatch/compositeAlarm:CompositeAlarm")


@pytest.fixture
def widgets(stack: DryRunStack) -> list[dict[str, Any]]:
    body = json.loads(stack.one("cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])
    found: list[dict[str, Any]] = body["widgets"]
    return found


@pytest.fixture
def drawn(widgets: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, str]]]:
    """Return namespace, metric and dimensions of every line on the dashboard."""
    lines = [line for each in widgets for line in each["properties"].get("metrics", [])]
    return [(line[0], line[1], dict(zip(line[2:-1:2], line[3:-1:2], strict=True))) for line in lines]


def alarmed(stack: DryRunStack) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield namespace, metric and dimensions of everything that an alarm reads."""
    for alarm in stack.all(ALARMS[0]):
        read = [each["metric"] for each in alarm.inputs.get("metricQueries", []) if "metric" in each]
        for metric in read or [alarm.inputs]:
            yield metric["namespace"], metric["metricName"], metric["dimensions"]


def existing(stack: DryRunStack, suffix: str) -> dict[str, set[str]]:
    """Return the values that each dimension can have in this stack."""
    return {
        "FunctionName": {each.inputs["name"] for each in stack.all("lambda/function:Function")},
        "QueueName": {each.inputs["name"] for each in stack.all("sqs/queue:Queue")},
        "TopicName": {each.inputs["name"] for each in stack.all("sns/topic:Topic")},
        "TableName": {each.inputs["name"] for each in stack.all("dynamodb/table:Table")},
        "ApiName": {each.inputs["name"] for each in stack.all("apigateway/restApi:RestApi")},
        "Stage": {each.inputs["stageName"] for each in stack.all("apigateway/stage:Stage")},
        "Environment": {suffix},
    }


def test_the_questions_are_answered_from_top_to_bottom(widgets: list[dict[str, Any]]) -> None:
    headings = sorted((each["y"], each["properties"]["markdown"]) for each in widgets if each["type"] == "text")

    assert [text for _, text in headings] == QUESTIONS


def test_no_widget_covers_another_or_leaves_the_grid(widgets: list[dict[str, Any]]) -> None:
    cells = [
        (x, y)
        for each in widgets
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]
    assert len(cells) == len(set(cells))
    assert {x for x, _ in cells} == set(range(24))


def test_its_alarms_are_all_that_there_are_with_the_composite_one_first(
    stack: DryRunStack, widgets: list[dict[str, Any]]
) -> None:
    (status,) = (each["properties"]["alarms"] for each in widgets if each["type"] == "alarm")

    assert sorted(status) == sorted(each.state["arn"] for kind in ALARMS for each in stack.all(kind))
    assert status[0] == stack.one(ALARMS[1]).state["arn"]
    assert len(status) <= 100


def test_every_metric_is_one_of_something_that_exists(
    stack: DryRunStack, suffix: str, drawn: list[tuple[str, str, dict[str, str]]]
) -> None:
    known = existing(stack, suffix)
    for namespace, metric, dimensions in [*drawn, *alarmed(stack)]:
        assert dimensions, (namespace, metric)
        for name, value in dimensions.items():
            assert value in known[name], (namespace, metric, name)


def test_business_metrics_are_exactly_those_that_are_counted(
    stack: DryRunStack, drawn: list[tuple[str, str, dict[str, str]]]
) -> None:
    shown = {metric for namespace, metric, _ in drawn if namespace == "FraudDetection"}
    read = {metric for namespace, metric, _ in alarmed(stack) if namespace == "FraudDetection"}

    assert shown == set(MetricCounts.__annotations__)
    assert read <= shown


def test_every_function_and_every_queue_is_on_it(
    stack: DryRunStack, suffix: str, drawn: list[tuple[str, str, dict[str, str]]]
) -> None:
    shown = {pair for _, _, dimensions in drawn for pair in dimensions.items()}

    for name in ("FunctionName", "QueueName"):
        assert {value for key, value in shown if key == name} == existing(stack, suffix)[name]


def test_messages_that_a_redrive_holds_are_on_it_too(
    stack: DryRunStack, suffix: str, drawn: list[tuple[str, str, dict[str, str]]]
) -> None:
    held = [name for _, metric, name in drawn if metric == "ApproximateNumberOfMessagesNotVisible"]

    assert {each["QueueName"] for each in held} == existing(stack, suffix)["QueueName"]
