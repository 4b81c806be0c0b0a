"""The virtual clock moves by what calls take, and by nothing else."""

import pytest

from bench.aws.clock import VirtualClock, VirtualPool


def test_calls_one_after_the_other_add_up() -> None:
    clock = VirtualClock({"Invoke": 0.030, "BatchExecuteStatement": 0.010})

    for operation in ("Invoke", "BatchExecuteStatement", "BatchExecuteStatement"):
        clock.called("any", operation)

    assert clock.now == pytest.approx(0.050)


def test_a_call_of_unknown_latency_is_an_error() -> None:
    with pytest.raises(KeyError, match="DescribeTable"):
        VirtualClock({}).called("dynamodb", "DescribeTable")


def test_the_workers_calls_overlap() -> None:
    clock = VirtualClock({"BatchExecuteStatement": 0.010, "Publish": 0.020})

    def work(operation: str) -> float:
        clock.called("any", operation)
        return clock.now

    # two workers: 0-10 and 0-20, then 10-20 in the first
    ends = list(VirtualPool(clock, 2).map(work, ["BatchExecuteStatement", "Publish", "BatchExecuteStatement"]))

    assert ends == pytest.approx([0.010, 0.020, 0.020])
    assert clock.now == pytest.approx(0.020)
