"""A run is not misled by counts of a queue that lag behind or change meanwhile."""

from collections.abc import Callable

import pytest

from fraudctl.recovery.in_flight import COUNT_LAG
from fraudctl.recovery.queue import QueueDepth
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue
from tests.fraudctl.recovery.scripted_handler import ScriptedHandler, queue_with_held, run_redrive


def test_a_message_that_becomes_visible_just_before_the_count_is_redriven() -> None:
    queue, handler = queue_with_held(1, "held"), ScriptedHandler()
    queue.before_count = {2: queue.held.clear}  # the first count is before all else

    result = run_redrive(queue, handler)

    assert (result.taken, result.held, result.in_sight, result.complete) == (1, 0, 0, True)
    assert handler.done == ["held"]


def test_a_message_that_arrives_just_before_the_count_is_redriven() -> None:
    queue, handler = ScriptedQueue("a"), ScriptedHandler()
    queue.before_count = {2: lambda: queue.bodies.update({"m-9": "late"})}

    assert run_redrive(queue, handler).taken == 2
    assert handler.done == ["a", "late"]


def lagging(
    queue: ScriptedQueue, seconds: float, *, held: int = 0, visible: int = 0
) -> Callable[[QueueDepth], QueueDepth]:
    """Return a miscount by which the queue counts messages that are gone, for so long."""

    def miscount(depth: QueueDepth) -> QueueDepth:
        if queue.now >= seconds:
            return depth
        return QueueDepth(visible=depth.visible + visible, held=depth.held + held)

    return miscount


@pytest.mark.parametrize("late", [{"held": 3}, {"visible": 2}, {"held": 1, "visible": 2}])
def test_a_count_that_lags_behind_is_not_taken_for_messages_of_others(late: dict[str, int]) -> None:
    queue = ScriptedQueue("a", "b", "c")
    queue.miscount = lagging(queue, 20, **late)

    result = run_redrive(queue)

    assert (result.redriven, result.held, result.in_sight, result.complete) == (3, 0, 0, True)
    assert queue.now <= 25


def test_messages_that_others_hold_are_reported_once_the_count_is_right() -> None:
    queue = queue_with_held(2, "a", "b", "c", "held", "held")

    result = run_redrive(queue)

    assert (result.redriven, result.held, result.complete) == (3, 2, False)
    assert COUNT_LAG <= queue.now <= COUNT_LAG + 5


def test_with_exact_counts_there_is_no_wait() -> None:
    queue = queue_with_held(2, "a", "b", "c", "held", "held")

    result = run_redrive(queue, count_lag=0)

    assert (result.held, queue.now) == (2, 0)


def test_a_message_that_is_counted_and_never_delivered_is_reported_in_the_end() -> None:
    queue = ScriptedQueue("a")
    queue.miscount = lagging(queue, 10**6, visible=1)

    result = run_redrive(queue)

    assert (result.in_sight, result.ended, result.complete) == (1, "empty", False)
    assert COUNT_LAG <= queue.now <= COUNT_LAG + 5
