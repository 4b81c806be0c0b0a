"""A run reports how many messages others hold, and until when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery import RedriveResult
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue
from tests.fraudctl.recovery.scripted_handler import ScriptedHandler, queue_with_held, run_redrive


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"discard": True}])
@pytest.mark.parametrize("bodies", [("a", "b", "held", "held", "held"), ("garbage", "outage", "held", "held", "held")])
def test_messages_that_others_hold_are_reported_with_the_time_when_they_are_visible(
    bodies: tuple[str, ...], options: Any
) -> None:
    before = datetime.now(UTC)

    result = run_redrive(queue_with_held(3, *bodies), **options)

    assert (result.taken, result.held, result.in_sight, result.ended, result.complete) == (2, 3, 0, "empty", False)
    assert result.held_until
    assert before <= result.held_until - timedelta(seconds=900) <= datetime.now(UTC)


def test_a_queue_whose_messages_are_all_held_is_not_complete() -> None:
    queue = queue_with_held(2, "a", "b")

    result = run_redrive(queue)

    assert (result.taken, result.held, result.complete) == (0, 2, False)
    assert queue.now == 0, "nothing makes the count doubtful, so nobody has to wait"


def test_kept_messages_of_the_run_are_not_counted_as_held_by_others() -> None:
    result = run_redrive(ScriptedQueue("garbage", "outage", "conflict"))

    assert (result.taken, result.held, result.held_until) == (3, 0, None)


@pytest.mark.parametrize("limit", [1, 2])
def test_a_run_to_its_limit_is_complete_whatever_others_hold(limit: int) -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=limit, count_lag=0)

    assert (result.taken, result.ended, result.held, result.complete) == (limit, "most", 2, True)


def test_possible_deletions_of_the_run_are_not_reported_as_held_by_others() -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=1)

    assert (result.taken, result.ended, result.held) == (1, "most", 1)


def test_a_run_below_its_limit_is_not_complete_while_others_hold_messages() -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=3, count_lag=0)

    assert (result.taken, result.ended, result.held, result.complete) == (2, "empty", 2, False)


def test_two_concurrent_runs_report_correct_counts() -> None:
    queue, handler = ScriptedQueue(*(f"t-{number}" for number in range(20)), "garbage"), ScriptedHandler()
    second: list[RedriveResult] = []

    def other(_: RedriveResult) -> None:
        if not second:  # the first one has done ten and holds none
            second.append(RedriveResult(dry_run=False))
            queue.held |= set(list(queue.bodies)[:2])
            second[0] = run_redrive(queue, handler, count_lag=0)
            queue.held -= set(list(queue.bodies)[:2])

    first = run_redrive(queue, handler, progress=other, count_lag=0)

    assert (second[0].taken, second[0].held, second[0].complete) == (9, 2, False)
    assert (first.taken, first.held, len(first.poison), first.complete) == (13, 0, 1, False)
    assert sorted(handler.done) == sorted(f"t-{number}" for number in range(20))
