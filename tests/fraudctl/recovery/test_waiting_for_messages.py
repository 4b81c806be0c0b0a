"""With --wait a run takes the messages that others hold, once they are visible again."""

import threading
from datetime import UTC, datetime

import pytest

from tests.fraudctl.recovery.scripted_handler import ScriptedHandler, queue_with_held, run_redrive


@pytest.mark.parametrize("after", [0.5, 7, 899, 900])
def test_held_messages_are_redriven_as_soon_as_they_are_visible(after: float) -> None:
    queue, handler = queue_with_held(3, "a", "held-1", "held-2", "held-3"), ScriptedHandler()
    queue.later = [(after, queue.held.clear)]

    result = run_redrive(queue, handler, wait=True)

    assert (result.taken, result.redriven, result.held, result.ended, result.complete) == (4, 4, 0, "empty", True)
    assert queue.now == after
    assert not queue.bodies


def test_the_wait_ends_when_the_other_run_has_done_its_work() -> None:
    queue = queue_with_held(2, "a", "b")
    queue.later = [(31, queue.bodies.clear)]

    result = run_redrive(queue, wait=True)

    assert (result.taken, result.held, result.complete) == (0, 0, True)
    assert 31 <= queue.now <= 36


def test_the_wait_ends_when_the_visibility_timeout_of_a_redrive_would() -> None:
    queue = queue_with_held(2, "a", "b")

    result = run_redrive(queue, wait=True)

    assert (result.taken, result.held, result.complete) == (0, 2, False)
    assert 900 <= queue.now <= 910
    assert result.held_until
    assert result.held_until > datetime.now(UTC)


def test_every_message_that_becomes_visible_restarts_the_wait() -> None:
    queue, handler = queue_with_held(2, "held-1", "held-2"), ScriptedHandler()
    queue.later = [(800, lambda: queue.held.discard("m-0")), (1600, lambda: queue.held.discard("m-1"))]

    result = run_redrive(queue, handler, wait=True)

    assert (result.redriven, result.complete, handler.done) == (2, True, ["held-1", "held-2"])


def test_interrupted_while_it_waits_a_run_reports_what_it_has_not_seen() -> None:
    queue, stop = queue_with_held(2, "garbage", "a", "held", "held"), threading.Event()
    queue.later = [(12, stop.set)]

    result = run_redrive(queue, wait=True, stop=stop)

    assert (result.ended, result.taken, result.held, result.complete) == ("interrupted", 2, 2, False)
    assert queue.now <= 17
    assert queue.held == {"m-2", "m-3"}, "what it kept is back in sight"


def test_messages_received_with_the_interruption_are_released_and_not_redriven() -> None:
    queue, handler, stop = queue_with_held(1, "a"), ScriptedHandler(), threading.Event()
    queue.later = [(12, stop.set), (12, queue.held.clear)]

    result = run_redrive(queue, handler, wait=True, stop=stop)

    assert (result.ended, result.taken, handler.done) == ("interrupted", 0, [])
    assert (list(queue.bodies), queue.held) == (["m-0"], set())


def test_progress_is_reported_during_the_wait() -> None:
    queue = queue_with_held(2, "a", "b")
    queue.later = [(12, queue.held.clear)]
    seen: list[tuple[int, datetime | None]] = []

    run_redrive(queue, wait=True, progress=lambda so_far: seen.append((so_far.held, so_far.held_until)))

    told, *_, last = seen
    assert (told[0], last) == (2, (0, None))
    assert len({until for _, until in seen if until}) == 1, "the time does not move while the same are held"
