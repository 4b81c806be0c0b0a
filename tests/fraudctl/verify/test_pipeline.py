"""A pipeline at work is judged by its mapping, its queues, its alarms and its code."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.observe.health import AlarmState, Health, StageHealth
from fraudctl.verify import pipeline
from fraudctl.verify.pipeline import Pipeline
from tests.fraudctl.verify.scripted_stack import only, scripted


def health(**changed: Any) -> Health:
    """Return the health of a stack in which all is well, or other parts of it."""
    processing = StageHealth(name="processing", age=1.0, dead_letters=0)
    parts: dict[str, Any] = {
        "stack": "t",
        "taken_at": datetime(2026, 11, 27, tzinfo=UTC),
        "window_minutes": 15,
        "stages": [processing],
        "alarms": [AlarmState(name="errors", state="OK", meaning="")],
        "unknown": (),
        "alarms_work": True,
    }
    return Health(**{**parts, **changed})


def pipeline_of(found: Health, monkeypatch: pytest.MonkeyPatch, **answers: Any) -> Pipeline:
    """Return the checks of a stack of this health."""
    monkeypatch.setattr(pipeline, "collect_health", lambda *_: found)
    mapping = {"EventSourceMappings": [{"State": "Enabled", "LastProcessingResult": "OK"}]}
    return Pipeline(scripted({"list_event_source_mappings": mapping, "get_function": _own_code, **answers}))


def test_a_pipeline_at_work_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = list(pipeline_of(health(), monkeypatch).checks())[:4]

    assert [each.state for each in checks] == ["ok"] * 4


@pytest.mark.parametrize(
    ("changed", "name", "state"),
    [
        ({"stages": [StageHealth(name="processing", age=90.0)]}, "the stream's lag", "warning"),
        ({"stages": [StageHealth(name="processing")]}, "the stream's lag", "not on this stack"),
        ({"stages": [StageHealth(name="scoring", dead_letters=3)]}, "dead-letter queues", "failed"),
        ({"alarms": [AlarmState(name="errors", state="ALARM", meaning="")]}, "alarms", "failed"),
        ({"alarms_work": False}, "alarms", "not on this stack"),
    ],
)
def test_what_is_not_well_is_told(
    changed: dict[str, Any], name: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = only(pipeline_of(health(**changed), monkeypatch).checks(), name)

    assert check.state == state


def test_dead_letters_come_with_the_command_that_empties_their_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = health(stages=[StageHealth(name="scoring", dead_letters=3)])

    check = only(pipeline_of(waiting, monkeypatch).checks(), "dead-letter queues")

    assert (check.found, check.advice) == ("scoring: 3", "`fraudctl redrive scoring --stack t`")


@pytest.mark.parametrize("mappings", [[], [{"State": "Disabled"}]])
def test_a_stream_that_nobody_reads_fails(mappings: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = pipeline_of(health(), monkeypatch, list_event_source_mappings={"EventSourceMappings": mappings})

    assert only(stopped.checks(), "the stream's mapping").state == "failed"


def _own_code(FunctionName: str) -> dict[str, Any]:  # noqa: N803 -- botocore's name
    return {"Configuration": {"CodeSha256": FunctionName}, "Code": {"Location": ""}}


def test_functions_of_different_code_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    check = only(pipeline_of(health(), monkeypatch).checks(), "the functions' code")

    assert (check.state, "different code" in check.found) == ("failed", True)
