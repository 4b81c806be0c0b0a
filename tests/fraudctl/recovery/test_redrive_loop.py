"""A message leaves the queue only when its work is durable, whatever happens on the way."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.redrive_loop import FAILED_BATCHES, RedriveLoop, RedriveTask
from tests.fraudctl.recovery.scripted_aws import Queue


class Deeds:
    """A way on which a message's body says what will happen."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, body: str) -> RedriveTask:
        if body.startswith("garbage"):
            raise Unprocessable("cannot be read")
        return lambda: self._do(body)

    def _do(self, body: str) -> int:
        if body.startswith("conflict"):
            raise Unprocessable("is a conflict", subject="tx-9")
        if body.startswith("outage"):
            raise Retryable("nothing took it")
        if body.startswith("half"):
            raise Retryable("took half of it", transactions=5)
        if body.startswith("mixed"):
            raise Unprocessable("one of them is none", transactions=7)
        with self._lock:
            new = body not in self.done
            self.done.append(body)
        return int(new)


def test_what_is_done_leaves_and_what_is_not_stays_in_sight() -> None:
    queue, deeds = Queue("a", "garbage", "b", "conflict", "outage", "a"), Deeds()

    result = RedriveLoop(queue=queue, way=deeds)()

    assert sorted(queue.bodies.values()) == ["conflict", "garbage", "outage"]
    assert not queue.held
    assert sorted(deeds.done) == ["a", "a", "b"]
    assert (result.taken, result.redriven, result.duplicate, result.ended) == (6, 2, 1, "empty")
    assert [(each.reason, each.subject) for each in result.poison] == [
        ("cannot be read", ""),
        ("is a conflict", "tx-9"),
    ]
    assert [each.reason for each in result.failed] == ["nothing took it"]
    assert not result.complete


@pytest.mark.parametrize("options", [{}, {"discard": True}])
def test_transactions_are_counted_in_whatever_message_they_were_brought_back(options: Any) -> None:
    result = RedriveLoop(queue=Queue("a", "a", "b", "garbage", "outage", "half", "mixed"), way=Deeds(), **options)()

    assert (result.taken, result.redriven, result.transactions) == (7, 2, 2 + 5 + 7)
    assert result.as_json()["transactions"] == 14


def test_what_is_done_and_cannot_be_deleted_counts_among_the_transactions() -> None:
    queue = Queue("a")
    queue.undeletable = {"m-0"}

    result = RedriveLoop(queue=queue, way=Deeds())()

    assert (result.redriven, result.transactions) == (0, 1)


def test_a_dry_run_claims_no_transactions() -> None:
    result = RedriveLoop(queue=Queue("a", "b"), way=Deeds(), dry_run=True)()

    assert result.as_json()["transactions"] is None


def test_a_second_run_does_nothing_more() -> None:
    queue, deeds = Queue(*(f"t-{number}" for number in range(25))), Deeds()
    assert RedriveLoop(queue=queue, way=deeds)().redriven == 25

    again = RedriveLoop(queue=queue, way=deeds)()

    assert (again.taken, again.complete) == (0, True)
    assert len(deeds.done) == 25


def test_a_dry_run_does_nothing_and_shows_all() -> None:
    queue, deeds = Queue(*(f"t-{number}" for number in range(12)), "garbage"), Deeds()

    result = RedriveLoop(queue=queue, way=deeds, dry_run=True, discard=True)()

    assert (result.taken, result.redriven, len(result.poison)) == (13, 12, 1)
    assert (len(queue.bodies), queue.held, deeds.done) == (13, set(), [])


def test_poison_is_deleted_only_when_asked_and_what_failed_never() -> None:
    queue = Queue("garbage", "conflict", "outage")

    result = RedriveLoop(queue=queue, way=Deeds(), discard=True)()

    assert list(queue.bodies.values()) == ["outage"]
    assert (len(result.discarded), result.poison) == (2, [])


@pytest.mark.parametrize("most", [1, 9, 10, 11, 23])
def test_no_more_are_taken_than_asked_for(most: int) -> None:
    queue, deeds = Queue(*(f"t-{number}" for number in range(30))), Deeds()

    result = RedriveLoop(queue=queue, way=deeds, most=most)()

    assert (result.taken, result.ended, result.complete) == (most, "most", True)
    assert (len(deeds.done), len(queue.bodies)) == (most, 30 - most)


def test_kept_messages_that_come_again_end_nothing_and_count_once() -> None:
    queue = Queue("garbage", "a")
    queue.twice = {"m-0", "m-1"}

    result = RedriveLoop(queue=queue, way=(deeds := Deeds()))()

    assert (result.taken, deeds.done, list(queue.bodies)) == (2, ["a"], ["m-0"])


def test_what_is_done_but_cannot_be_deleted_is_said_to_stay() -> None:
    queue = Queue("a")
    queue.undeletable = {"m-0"}

    result = RedriveLoop(queue=queue, way=Deeds())()

    assert (result.redriven, len(result.failed), queue.held) == (0, 1, set())


def test_stopped_in_between_it_finishes_what_is_in_hand_and_gives_back_the_rest() -> None:
    queue, deeds, stop = Queue("garbage", *(f"t-{number}" for number in range(24))), Deeds(), threading.Event()

    result = RedriveLoop(queue=queue, way=deeds, stop=stop, progress=lambda _: stop.set())()

    assert (result.taken, result.ended, result.complete) == (10, "interrupted", False)
    assert (len(queue.bodies), queue.held, len(deeds.done)) == (16, set(), 9)


@pytest.mark.parametrize("blow", [KeyboardInterrupt, ValueError])
def test_whatever_breaks_it_messages_come_back_into_sight(blow: type[BaseException]) -> None:
    def strike(_: object) -> None:
        raise blow

    queue = Queue("garbage", *(f"t-{number}" for number in range(24)))
    run: Callable[[], object] = RedriveLoop(queue=queue, way=Deeds(), progress=strike)

    with pytest.raises(blow):
        run()
    assert not queue.held


def test_it_goes_on_while_anything_is_brought_back() -> None:
    queue = Queue(*(f"half-{number}" for number in range(100)))

    result = RedriveLoop(queue=queue, way=Deeds())()

    assert (result.ended, result.taken, result.transactions) == ("empty", 100, 500)


def test_it_gives_up_when_nothing_can_be_brought_back() -> None:
    queue = Queue(*(f"outage-{number}" for number in range(100)))

    result = RedriveLoop(queue=queue, way=Deeds())()

    assert (result.ended, result.taken, len(queue.bodies)) == ("hopeless", 10 * FAILED_BATCHES, 100)
    assert not queue.held
