"""Messages that others hold out of sight: a run says how many and until when, waits for them, and never lies."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery import RedriveResult
from fraudctl.recovery.in_flight import COUNT_LAG
from fraudctl.recovery.queue import QueueDepth
from fraudctl.recovery.redrive_loop import RedriveLoop
from tests.fraudctl.recovery.scripted_aws import Queue
from tests.fraudctl.recovery.test_redrive_loop import Deeds


def held(count: int, *bodies: str) -> Queue:
    """A queue whose last so many messages another run holds."""
    queue = Queue(*bodies)
    queue.held = set(list(queue.bodies)[-count:])
    return queue


def run(queue: Queue, deeds: Deeds | None = None, **options: Any) -> RedriveResult:
    return RedriveLoop(queue=queue, way=deeds or Deeds(), clock=lambda: queue.now, **options)()


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"discard": True}])
@pytest.mark.parametrize("bodies", [("a", "b", "held", "held", "held"), ("garbage", "outage", "held", "held", "held")])
def test_what_others_hold_is_told_with_the_time_when_it_is_back(bodies: tuple[str, ...], options: Any) -> None:
    before = datetime.now(UTC)

    result = run(held(3, *bodies), **options)

    assert (result.taken, result.held, result.in_sight, result.ended, result.complete) == (2, 3, 0, "empty", False)
    assert result.held_until
    assert before <= result.held_until - timedelta(seconds=900) <= datetime.now(UTC)


def test_an_empty_queue_whose_messages_are_all_held_is_not_done() -> None:
    queue = held(2, "a", "b")

    result = run(queue)

    assert (result.taken, result.held, result.complete) == (0, 2, False)
    assert queue.now == 0, "nothing makes the count doubtful, so nobody has to wait"


def test_its_own_kept_messages_are_nobody_elses() -> None:
    result = run(Queue("garbage", "outage", "conflict"))

    assert (result.taken, result.held, result.held_until) == (3, 0, None)


@pytest.mark.parametrize("most", [1, 2])
def test_as_many_as_were_asked_for_is_complete_whatever_others_hold(most: int) -> None:
    result = run(held(2, "a", "b", "held", "held"), most=most, settling=0)

    assert (result.taken, result.ended, result.held, result.complete) == (most, "most", 2, True)


def test_what_may_be_its_own_deletions_is_not_told_of_a_queue_that_it_did_not_empty() -> None:
    result = run(held(2, "a", "b", "held", "held"), most=1)

    assert (result.taken, result.ended, result.held) == (1, "most", 1)


def test_fewer_than_were_asked_for_is_not() -> None:
    result = run(held(2, "a", "b", "held", "held"), most=3, settling=0)

    assert (result.taken, result.ended, result.held, result.complete) == (2, "empty", 2, False)


@pytest.mark.parametrize("after", [0.5, 7, 899, 900])
def test_waiting_it_takes_them_as_soon_as_they_are_back(after: float) -> None:
    queue, deeds = held(3, "a", "held-1", "held-2", "held-3"), Deeds()
    queue.later = [(after, queue.held.clear)]

    result = run(queue, deeds, wait=True)

    assert (result.taken, result.redriven, result.held, result.ended, result.complete) == (4, 4, 0, "empty", True)
    assert queue.now == after
    assert not queue.bodies


def test_waiting_it_ends_when_the_other_run_has_done_its_work() -> None:
    queue = held(2, "a", "b")
    queue.later = [(31, queue.bodies.clear)]

    result = run(queue, wait=True)

    assert (result.taken, result.held, result.complete) == (0, 0, True)
    assert 31 <= queue.now <= 36


def test_waiting_is_over_when_a_redrives_hold_would_be() -> None:
    queue = held(2, "a", "b")

    result = run(queue, wait=True)

    assert (result.taken, result.held, result.complete) == (0, 2, False)
    assert 900 <= queue.now <= 910
    assert result.held_until
    assert result.held_until > datetime.now(UTC)


def test_whatever_comes_back_begins_the_wait_anew() -> None:
    queue, deeds = held(2, "held-1", "held-2"), Deeds()
    queue.later = [(800, lambda: queue.held.discard("m-0")), (1600, lambda: queue.held.discard("m-1"))]

    result = run(queue, deeds, wait=True)

    assert (result.redriven, result.complete, deeds.done) == (2, True, ["held-1", "held-2"])


def test_interrupted_while_it_waits_it_says_what_it_has_not_seen() -> None:
    queue, stop = held(2, "garbage", "a", "held", "held"), threading.Event()
    queue.later = [(12, stop.set)]

    result = run(queue, wait=True, stop=stop)

    assert (result.ended, result.taken, result.held, result.complete) == ("interrupted", 2, 2, False)
    assert queue.now <= 17
    assert queue.held == {"m-2", "m-3"}, "what it kept is back in sight"


def test_what_comes_into_its_hands_with_the_interruption_is_given_back_undone() -> None:
    queue, deeds, stop = held(1, "a"), Deeds(), threading.Event()
    queue.later = [(12, stop.set), (12, queue.held.clear)]

    result = run(queue, deeds, wait=True, stop=stop)

    assert (result.ended, result.taken, deeds.done) == ("interrupted", 0, [])
    assert (list(queue.bodies), queue.held) == (["m-0"], set())


def test_while_it_waits_it_tells_of_it() -> None:
    queue = held(2, "a", "b")
    queue.later = [(12, queue.held.clear)]
    seen: list[tuple[int, datetime | None]] = []

    run(queue, wait=True, progress=lambda so_far: seen.append((so_far.held, so_far.held_until)))

    told, *_, last = seen
    assert (told[0], last) == (2, (0, None))
    assert len({until for _, until in seen if until}) == 1, "the time does not move while the same are held"


def test_what_comes_into_sight_just_before_the_count_is_taken() -> None:
    queue, deeds = held(1, "held"), Deeds()
    queue.before_counts = {2: queue.held.clear}  # the first count is before all else

    result = run(queue, deeds)

    assert (result.taken, result.held, result.in_sight, result.complete) == (1, 0, 0, True)
    assert deeds.done == ["held"]


def test_what_arrives_just_before_the_count_is_taken() -> None:
    queue, deeds = Queue("a"), Deeds()
    queue.before_counts = {2: lambda: queue.bodies.update({"m-9": "late"})}

    assert run(queue, deeds).taken == 2
    assert deeds.done == ["a", "late"]


def lagging(queue: Queue, seconds: float, *, held: int = 0, in_sight: int = 0) -> Callable[[QueueDepth], QueueDepth]:
    """For so long the queue counts messages that are gone."""

    def miscounted(counts: QueueDepth) -> QueueDepth:
        if queue.now >= seconds:
            return counts
        return QueueDepth(in_sight=counts.in_sight + in_sight, held=counts.held + held)

    return miscounted


@pytest.mark.parametrize("late", [{"held": 3}, {"in_sight": 2}, {"held": 1, "in_sight": 2}])
def test_a_count_that_lags_behind_is_nobody_elses_message(late: dict[str, int]) -> None:
    queue = Queue("a", "b", "c")
    queue.miscounted = lagging(queue, 20, **late)

    result = run(queue)

    assert (result.redriven, result.held, result.in_sight, result.complete) == (3, 0, 0, True)
    assert queue.now <= 25


def test_what_is_held_among_deletions_of_its_own_is_told_once_the_count_is_right() -> None:
    queue = held(2, "a", "b", "c", "held", "held")

    result = run(queue)

    assert (result.redriven, result.held, result.complete) == (3, 2, False)
    assert COUNT_LAG <= queue.now <= COUNT_LAG + 5


def test_where_counts_are_exact_nothing_is_waited_for() -> None:
    queue = held(2, "a", "b", "c", "held", "held")

    result = run(queue, settling=0)

    assert (result.held, queue.now) == (2, 0)


def test_what_is_counted_and_never_given_out_is_told_in_the_end() -> None:
    queue = Queue("a")
    queue.miscounted = lagging(queue, 10**6, in_sight=1)

    result = run(queue)

    assert (result.in_sight, result.ended, result.complete) == (1, "empty", False)
    assert COUNT_LAG <= queue.now <= COUNT_LAG + 5


def test_of_two_runs_at_once_each_tells_the_truth() -> None:
    queue, deeds = Queue(*(f"t-{number}" for number in range(20)), "garbage"), Deeds()
    second: list[RedriveResult] = []

    def other(_: RedriveResult) -> None:
        if not second:  # the first one has done ten and holds none
            second.append(RedriveResult(dry_run=False))
            queue.held |= set(list(queue.bodies)[:2])
            second[0] = run(queue, deeds, settling=0)
            queue.held -= set(list(queue.bodies)[:2])

    first = run(queue, deeds, progress=other, settling=0)

    assert (second[0].taken, second[0].held, second[0].complete) == (9, 2, False)
    assert (first.taken, first.held, len(first.poison), first.complete) == (13, 0, 1, False)
    assert sorted(deeds.done) == sorted(f"t-{number}" for number in range(20))
