"""A shard's batches: what waits when Lambda looks, a hundred at most, one batch after the other."""

from typing import Any

import pytest

from bench.cpu_time import CpuTime
from bench.load_simulation import shard_batches


def shard(*stored: float) -> list[tuple[float, float, dict[str, Any]]]:
    return [(moment, moment + position * 1e-9, {}) for position, moment in enumerate(stored)]


def test_an_idle_shard_is_looked_into_every_quarter_of_a_second() -> None:
    when, found = zip(*shard_batches(shard(0.30, 0.40, 0.60), 0.10, lambda _: 0.03), strict=True)

    # looks at 0.10 (nothing), 0.35 (the first), 0.38 (nothing), 0.63 (the other two)
    assert when == pytest.approx([0.35, 0.63])
    assert [len(batch) for batch in found] == [1, 2]


def test_a_backlog_is_taken_a_hundred_at_a_time_without_a_pause() -> None:
    when, found = zip(*shard_batches(shard(*[0.0] * 250), 0.0, lambda _: 0.03), strict=True)

    assert when == pytest.approx([0.0, 0.03, 0.06])
    assert [len(batch) for batch in found] == [100, 100, 50]


def test_records_come_in_the_order_in_which_they_were_stored() -> None:
    ((_, batch),) = shard_batches(shard(0.3, 0.1, 0.2), 1.0, lambda _: 0.03)

    assert [stored for stored, _, _ in batch] == [0.1, 0.2, 0.3]


def test_cpu_grows_with_each_transaction() -> None:
    assert CpuTime(fixed=0.002, each=0.0001).of(100) == pytest.approx(0.012)


def test_with_half_a_cpu_everything_takes_twice_as_long() -> None:
    halved = CpuTime(fixed=0.002, each=0.0001).with_memory(1769 // 2)

    assert halved.of(100) == pytest.approx(0.024, rel=0.001)
    assert CpuTime(fixed=0.002, each=0).with_memory(10_240).fixed == 0.002
