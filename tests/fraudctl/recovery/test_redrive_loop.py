"""A message is deleted only when its work is persisted, whatever happens meanwhile."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from fraudctl.recovery.redrive_loop import FAILED_BATCHES, RedriveLoop
from tests.fraudctl.recovery.scripted_aws import ScriptedQueue
from tests.fraudctl.recovery.scripted_handler import ScriptedHandler


def test_redriven_messages_are_deleted_and_the_others_stay_visible() -> None:
    queue, handler = ScriptedQueue("a", "garbage", "b", "conflict", "outage", "a"), ScriptedHandler()

    result = RedriveLoop(queue=queue, handler=handler)()

    assert sorted(queue.bodies.values()) == ["conflict", "garbage", "outage"]
    assert not queue.held
    assert sorted(handler.done) == ["a", "a", "b"]
    assert (result.taken, result.redriven, result.duplicate, result.ended) == (6, 2, 1, "empty")
    assert [(each.reason, each.subject) for each in result.poison] == [("cannot be read", "")]
    assert [(each.reason, each.subject) for each in result.conflicts] == [("is a conflict", "tx-9")]
    assert [each.reason for each in result.failed] == ["nothing took it"]
    assert not result.complete


@pytest.mark.parametrize("options", [{}, {"discard": True}])
def test_transactions_are_counted_in_whatever_message_they_were_redriven(options: Any) -> None:
    result = RedriveLoop(
        queue=ScriptedQueue("a", "a", "b", "garbage", "outage", "half", "mixed"), handler=ScriptedHandler(), **options
    )()

    assert (result.taken, result.redriven, result.transactions) == (7, 2, 2 + 5 + 7)
    assert result.as_json()["transactions"] == 14


def test_a_redriven_message_that_cannot_be_deleted_counts_among_the_transactions() -> None:
    queue = ScriptedQueue("a")
    queue.undeletable = {"m-0"}

    result = RedriveLoop(queue=queue, handler=ScriptedHandler())()

    assert (result.redriven, result.transactions) == (0, 1)


def test_a_dry_run_counts_no_transactions() -> None:
    result = RedriveLoop(queue=ScriptedQueue("a", "b"), handler=ScriptedHandler(), dry_run=True)()

    assert result.as_json()["transactions"] is None


def test_a_second_run_does_nothing_more() -> None:
    queue, handler = ScriptedQueue(*(f"t-{number}" for number in range(25))), ScriptedHandler()
    assert RedriveLoop(queue=queue, handler=handler)().redriven == 25

    again = RedriveLoop(queue=queue, handler=handler)()

    assert (again.taken, again.complete) == (0, True)
    assert len(handler.done) == 25


def test_a_dry_run_changes_nothing_and_reports_all() -> None:
    queue, handler = ScriptedQueue(*(f"t-{number}" for number in range(12)), "garbage"), ScriptedHandler()

    result = RedriveLoop(queue=queue, handler=handler, dry_run=True, discard=True)()

    assert (result.taken, result.redriven, len(result.poison)) == (13, 12, 1)
    assert (len(queue.bodies), queue.held, handler.done) == (13, set(), [])


def test_poison_and_conflicts_are_deleted_only_with_discard_and_failed_messages_never() -> None:
    queue = ScriptedQueue("garbage", "conflict", "outage")

    result = RedriveLoop(queue=queue, handler=ScriptedHandler(), discard=True)()

    assert list(queue.bodies.values()) == ["outage"]
    assert (len(result.discarded), result.poison, result.conflicts) == (2, [], [])


def test_a_conflict_that_stays_keeps_the_run_from_being_complete() -> None:
    result = RedriveLoop(queue=ScriptedQueue("conflict"), handler=ScriptedHandler())()

    assert not result.complete
    assert result.as_json()["conflicts"] == [{"message": "m-0", "subject": "tx-9", "reason": "is a conflict"}]


@pytest.mark.parametrize("limit", [1, 9, 10, 11, 23])
def test_no_more_messages_are_taken_than_the_limit(limit: int) -> None:
    queue, handler = ScriptedQueue(*(f"t-{number}" for number in range(30))), ScriptedHandler()

    result = RedriveLoop(queue=queue, handler=handler, limit=limit)()

    assert (result.taken, result.ended, result.complete) == (limit, "most", True)
    assert (len(handler.done), len(queue.bodies)) == (limit, 30 - limit)


def test_kept_messages_that_are_delivered_again_do_not_end_the_run_and_count_once() -> None:
    queue = ScriptedQueue("garbage", "a")
    queue.delivered_again = {"m-0", "m-1"}

    result = RedriveLoop(queue=queue, handler=(handler := ScriptedHandler()))()

    assert (result.taken, handler.done, list(queue.bodies)) == (2, ["a"], ["m-0"])


def test_a_redriven_message_that_cannot_be_deleted_is_reported_as_failed() -> None:
    queue = ScriptedQueue("a")
    queue.undeletable = {"m-0"}

    result = RedriveLoop(queue=queue, handler=ScriptedHandler())()

    assert (result.redriven, len(result.failed), queue.held) == (0, 1, set())


def test_a_stopped_run_finishes_its_batch_and_releases_the_rest() -> None:
    queue, handler, stop = (
        ScriptedQueue("garbage", *(f"t-{number}" for number in range(24))),
        ScriptedHandler(),
        threading.Event(),
    )

    result = RedriveLoop(queue=queue, handler=handler, stop=stop, progress=lambda _: stop.set())()

    assert (result.taken, result.ended, result.complete) == (10, "interrupted", False)
    assert (len(queue.bodies), queue.held, len(handler.done)) == (16, set(), 9)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_messages_are_released_whatever_error_ends_the_run(error: type[BaseException]) -> None:
    def fail(_: object) -> None:
        raise error

    queue = ScriptedQueue("garbage", *(f"t-{number}" for number in range(24)))
    run: Callable[[], object] = RedriveLoop(queue=queue, handler=ScriptedHandler(), progress=fail)

    with pytest.raises(error):
        run()
    assert not queue.held


def test_the_run_goes_on_while_any_transaction_is_redriven() -> None:
    queue = ScriptedQueue(*(f"half-{number}" for number in range(100)))

    result = RedriveLoop(queue=queue, handler=ScriptedHandler())()

    assert (result.ended, result.taken, result.transactions) == ("empty", 100, 500)


def test_the_circuit_opens_when_nothing_can_be_redriven() -> None:
    queue = ScriptedQueue(*(f"outage-{number}" for number in range(100)))

    result = RedriveLoop(queue=queue, handler=ScriptedHandler())()

    assert (result.ended, result.taken, len(queue.bodies)) == ("hopeless", 10 * FAILED_BATCHES, 100)
    assert not queue.held
