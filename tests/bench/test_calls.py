"""The fewest calls that a batch of the stream takes, counted by hand."""

import pytest

from bench.measures.calls import calls_of_batch


@pytest.mark.parametrize(
    ("size", "calls"),
    [
        (
            1,
            1 + 1 + 1 + 1 + 1,
        ),  # Invoke; the scores are read and written, then profiles and facts read, profiles written
        (13, 1 + 1 + 1 + 1 + 2),  # 39 profiles are two writes of 25
        (26, 1 + 1 + 2 + 2 + 4),  # 78 profiles and as many facts are two reads of 100
        (100, 1 + 1 + 4 + 6 + 12),
    ],
)
def test_scores_profiles_and_facts_are_read_and_scores_and_profiles_written_in_batches(size: int, calls: int) -> None:
    assert calls_of_batch(size) == calls
