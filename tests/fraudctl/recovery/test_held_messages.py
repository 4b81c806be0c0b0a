"""Messages that others hold out of sight: a run says how many and until when, waits for them, and never lies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery import RedriveResult
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue
from tests.fraudctl.recovery.scripted_handler import ScriptedHandler, queue_with_held, run_redrive


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"discard": True}])
@pytest.mark.parametrize("bodies", [("a", "b", "held", "held", "held"), ("garbage", "outage", "held", "held", "held")])
def test_what_others_hold_is_told_with_the_time_when_it_is_back(bodies: tuple[str, ...], options: Any) -> None:
    before = datetime.now(UTC)

    result = run_redrive(queue_with_held(3, *bodies), **options)

    assert (result.taken, result.held, result.in_sight, result.ended, result.complete) == (2, 3, 0, "empty", False)
    assert result.held_until
    assert before <= result.held_until - timedelta(seconds=900) <= datetime.now(UTC)


def test_an_empty_queue_whose_messages_are_all_held_is_not_done() -> None:
    queue = queue_with_held(2, "a", "b")

    result = run_redrive(queue)

    assert (result.taken, result.held, result.complete) == (0, 2, False)
    assert queue.now == 0, "nothing makes the count doubtful, so nobody has to wait"


def test_its_own_kept_messages_are_nobody_elses() -> None:
    result = run_redrive(ScriptedQueue("garbage", "outage", "conflict"))

    assert (result.taken, result.held, result.held_until) == (3, 0, None)


@pytest.mark.parametrize("limit", [1, 2])
def test_as_many_as_were_asked_for_is_complete_whatever_others_hold(limit: int) -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=limit, count_lag=0)

    assert (result.taken, result.ended, result.held, result.complete) == (limit, "most", 2, True)


def test_what_may_be_its_own_deletions_is_not_told_of_a_queue_that_it_did_not_empty() -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=1)

    assert (result.taken, result.ended, result.held) == (1, "most", 1)


def test_fewer_than_were_asked_for_is_not() -> None:
    result = run_redrive(queue_with_held(2, "a", "b", "held", "held"), limit=3, count_lag=0)

    assert (result.taken, result.ended, result.held, result.complete) == (2, "empty", 2, False)


def test_of_two_runs_at_once_each_tells_the_truth() -> None:
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
