"""The verdict follows from alarms, queues and, where nobody evaluates alarms, errors; unknown is never zero."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fraudctl.observe.collect_health import queue_depths
from fraudctl.observe.health import AlarmState, Health, StageHealth
from fraudctl.observe.health_view import render_health
from fraudctl.recovery.queue import QueueDepth
from fraudctl.terminal.text import Terminal
from tests.fraudctl.recovery.stack_in_memory import stack_in_memory


def health(*, alarms_work: bool = True, alarms: tuple[AlarmState, ...] = (), **figures: Any) -> Health:
    return Health(
        stack="dev",
        taken_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        window_minutes=5,
        stages=[StageHealth(name="scoring", **figures)],
        alarms=alarms,
        unknown=(),
        alarms_work=alarms_work,
    )


def print_health(one: Health) -> str:
    console = Terminal(width=120)
    with console.capture() as capture:
        console.print(render_health(one))
    return capture.get()


def test_an_idle_stack_is_healthy() -> None:
    idle = health(calls_per_minute=0.0, errors=0, dead_letters=0)
    assert idle.problems == []
    assert print_health(idle).rstrip().endswith("healthy")


def test_a_dead_letter_is_a_problem_of_its_stage() -> None:
    assert health(dead_letters=3).problems == ["scoring: dead letters waiting: 3"]


def test_decision_has_no_queue_of_its_own_and_nothing_that_waits_before_it() -> None:
    row = replace(health(), stages=[StageHealth(name="decision", calls_per_minute=60, errors=0, throttles=0, p99=20)])

    (shown,) = [line for line in print_health(row).splitlines() if "decision" in line]
    assert "?" not in shown
    assert shown.rstrip().endswith("20 ms")


def test_a_dead_letter_that_is_held_is_a_problem_too_and_is_shown_as_held() -> None:
    hidden = health(dead_letters=3, held=2)

    assert hidden.problems == ["scoring: dead letters waiting: 3, of which 2 are held out of sight"]
    assert "3 (2 held)" in print_health(hidden)
    assert hidden.as_json()["stages"][0]["held"] == 2
    assert "held" not in print_health(health(dead_letters=3, held=0))


def test_queue_depths_count_visible_and_held_messages() -> None:
    with stack_in_memory() as stack:
        for _ in range(3):
            stack.send("scoring", {})
        stack.made["sqs"].receive_message(QueueUrl=stack.exports["scoring_queue_url"], VisibilityTimeout=900)
        depths = queue_depths(stack)

    assert depths["scoring"] == QueueDepth(visible=2, held=1)
    assert depths["ingestion"] == QueueDepth(visible=0, held=0)


def test_an_alarm_in_alarm_is_a_problem_and_says_what_it_means() -> None:
    alarms = (
        AlarmState(name="late", state="ALARM", meaning="it lags"),
        AlarmState(name="new", state="INSUFFICIENT_DATA", meaning=""),
    )
    assert health(alarms=alarms).problems == ["late: it lags"]
    assert "1 in alarm" in print_health(health(alarms=alarms))


@pytest.mark.parametrize(("alarms_work", "problems"), [(True, []), (False, ["scoring: errors in 5 min: 2"])])
def test_errors_are_problems_only_where_nobody_evaluates_the_alarms(
    alarms_work: bool,  # noqa: FBT001 -- pytest gives it by name
    problems: list[str],
) -> None:
    assert health(alarms_work=alarms_work, errors=2).problems == problems


def test_what_is_unknown_shows_as_a_question_mark_and_as_null() -> None:
    unknown = health()
    row = next(line for line in print_health(unknown).splitlines() if "scoring" in line)
    assert row.count("?") == 5
    assert "0" not in row
    assert unknown.as_json()["stages"][0]["age"] is None


@pytest.mark.parametrize(
    ("found", "command"),
    [
        (health(dead_letters=3), "redrive scoring"),
        (health(dead_letters=3, held=2), "redrive scoring --wait"),
        (health(errors=2, alarms_work=False), "logs --function scoring --since 5m"),
    ],
)
def test_under_a_problem_stands_the_command_that_solves_it(found: Health, command: str) -> None:
    assert print_health(found).splitlines()[-1].strip() == f"fraudctl {command} --stack dev"
    assert [each["command"] for each in found.as_json()["remedies"]] == [f"fraudctl {command} --stack dev"]
    here = replace(found, local=True)
    assert print_health(here).splitlines()[-1].strip() == f"fraudctl {command}"


def test_webhooks_have_queues_alone_and_a_command_that_empties_them() -> None:
    found = replace(health(), stages=[StageHealth(name="webhooks", dead_letters=2, held=1)], local=True)

    lines = print_health(found).splitlines()

    (row,) = [line for line in lines if line.strip().startswith("webhooks  ")]
    assert "?" not in row
    assert row.rstrip().endswith("2 (1 held)")
    assert lines[-1].strip() == "fraudctl redrive webhooks --wait"
