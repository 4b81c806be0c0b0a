"""Draining a batch call: nothing is lost or done twice, and the retries end."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.batch_calls import FIRST_PAUSE, MAX_ROUNDS, drain, pause_before
from handlers.contract.errors import PartialBatchError


def one_by_one(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Return the results of calls made one after the other."""
    return [work(item) for item in items]


@given(
    st.lists(st.integers(), unique=True, max_size=60),
    st.integers(1, 25),
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
)
def test_every_entry_succeeds_once_or_the_batch_is_partial(entries: list[int], size: int, shares: list[float]) -> None:
    succeeded: Counter[int] = Counter()
    calls = 0

    def call(batch: Sequence[int]) -> Sequence[int]:
        nonlocal calls
        assert 0 < len(batch) <= size
        assert not set(batch) & set(succeeded), "what has succeeded must not come again"
        done = round(len(batch) * shares[calls % len(shares)])
        calls += 1
        succeeded.update(batch[:done])
        return batch[done:]

    try:
        drain(entries, size=size, call=call, pause=lambda _: None, map_calls=one_by_one)
    except PartialBatchError:
        assert set(succeeded) < set(entries)
    else:
        assert succeeded == Counter(entries)


@pytest.mark.parametrize(("count", "size", "sizes"), [(0, 10, []), (10, 10, [10]), (21, 10, [10, 10, 1])])
def test_a_call_gets_as_many_entries_as_it_takes(count: int, size: int, sizes: list[int]) -> None:
    batches: list[Sequence[int]] = []

    drain(range(count), size=size, call=lambda batch: batches.append(batch) or (), map_calls=one_by_one)  # type: ignore[func-returns-value]  # append and say none is left

    assert [len(batch) for batch in batches] == sizes
    assert [entry for batch in batches for entry in batch] == list(range(count))


def test_pauses_grow_and_stay_random_within_their_bounds() -> None:
    pauses: list[float] = []

    with pytest.raises(PartialBatchError, match="3 entries: undone after 6 rounds"):
        drain([1, 2, 3], size=2, call=lambda batch: batch, pause=pauses.append)

    assert len(pauses) == MAX_ROUNDS - 1
    for attempt, pause in enumerate(pauses, start=1):
        assert 0 <= pause <= FIRST_PAUSE * 2**attempt
    assert len(set(pauses)) == len(pauses)


def test_the_longest_pause_doubles_from_a_tenth_of_a_second_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda least, most: most - least)
    assert [pause_before(each) for each in range(1, 6)] == [0.1, 0.2, 0.4, 0.8, 1.6]


def test_without_unprocessed_entries_there_is_no_pause() -> None:
    pauses: list[float] = []

    drain(range(100), size=7, call=lambda _: (), pause=pauses.append)

    assert pauses == []


def test_any_other_error_of_the_call_is_raised() -> None:
    def call(_: Sequence[int]) -> Sequence[int]:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        drain([1], size=1, call=call, pause=lambda _: pytest.fail("a pause before an error is lost time"))


def test_the_calls_of_a_round_are_under_way_together() -> None:
    meeting = Barrier(3, timeout=60)  # none gets past it before three are there

    def call(_: Sequence[int]) -> Sequence[int]:
        meeting.wait()
        return ()

    drain(range(30), size=10, call=call)
