"""A line waits for others to fill a batch, but not for long, and no batch is sent before the rate allows it."""

import pytest

from fraudctl.client.flow_control import MAX_LAG, MAX_WAIT, LineBatcher


def waiting(*times: float, size: int, rate: float | None = None) -> LineBatcher:
    """Return a batcher with lines that came at these times."""
    made = LineBatcher(size=size, rate=rate)
    for number, moment in enumerate(times, 1):
        made.add((number, b"{}"), moment)
    return made


def test_a_whole_batch_is_due_at_once() -> None:
    assert waiting(10, 10, size=2).due() <= 10


def test_a_partial_batch_is_due_a_while_after_its_first_line_whatever_follows() -> None:
    assert waiting(10, 10.9, size=3).due() == 10 + MAX_WAIT


def test_at_the_end_a_partial_batch_waits_for_nothing() -> None:
    lines = waiting(10, size=3)
    lines.ended = True

    assert lines.due() <= 10


def test_batches_are_taken_in_the_order_of_the_lines_until_none_is_left() -> None:
    lines = waiting(*range(5), size=2)

    assert [[number for number, _ in lines.take(9)] for _ in range(3)] == [[1, 2], [3, 4], [5]]
    assert not lines


@pytest.mark.parametrize("size", [1, 10])
def test_the_rate_spaces_batches_by_their_lines(size: int) -> None:
    lines = waiting(*[0.0] * 20, size=size, rate=5)

    lines.take(100.0)

    assert lines.due() == 100 + size / 5


def test_a_feed_that_was_silent_does_not_make_up_for_it_in_a_burst() -> None:
    lines = waiting(*[0.0] * 20, size=1, rate=10)
    lines.take(100.0)

    lines.take(200.0)

    assert lines.due() >= 200 - MAX_LAG + 1 / 10


def test_what_is_not_to_be_sent_is_given_back() -> None:
    lines = waiting(1, 2, size=1)

    assert [number for number, _ in lines.rest()] == [1, 2]
    assert not lines
