"""The fewest calls that a batch of the stream takes, counted by hand."""

import pytest

from bench.measures.calls import calls_of_batch


@pytest.mark.parametrize(
    ("size", "calls"),
    [
        (1, 1 + 1 + 1 + 1 + 1),  # Invoke; the scores are read and written, then the profiles
        (13, 1 + 1 + 1 + 1 + 2),  # 26 profiles are two writes of 25
        (51, 1 + 1 + 3 + 2 + 5),  # 102 are two reads of 100
        (100, 1 + 1 + 4 + 2 + 8),
    ],
)
def test_scores_and_two_profiles_each_are_read_and_written_in_batches(size: int, calls: int) -> None:
    assert calls_of_batch(size) == calls
