"""Percentiles by the nearest-rank definition, against hand-worked cases."""

import pytest

from fraudctl.client.latency import percentile, percentiles


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([15, 20, 35, 40, 50], 0.30, 20),
        ([15, 20, 35, 40, 50], 0.40, 20),
        ([15, 20, 35, 40, 50], 0.50, 35),
        ([15, 20, 35, 40, 50], 1.00, 50),
        ([7], 0.50, 7),
        (list(range(1, 101)), 0.99, 99),
    ],
)
def test_the_nearest_rank_is_taken(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_percentiles_are_in_milliseconds() -> None:
    assert percentiles([0.001, 0.002, 0.003]) == {"p50": 2.0, "p95": 3.0, "p99": 3.0}


def test_without_values_there_are_no_percentiles() -> None:
    assert percentiles([]) == {}
