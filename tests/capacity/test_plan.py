"""The plan for a load, against cases worked by hand."""

import itertools
import math

import pytest

from fraudctl.capacity.load import Load
from fraudctl.capacity.plan import Limits, Plan, plan
from fraudctl.capacity.stages import Memory, Times

ROUND = Times(
    query=0.010,
    put=0.010,
    batch_get=0.010,
    batch_write=0.010,
    invoke=0.030,
    publish=0.020,
    ingestion_cpu=0,
    batch_cpu=0,
    batch_cpu_each=0,
    processing_cpu=0,
    processing_cpu_each=0,
    scoring_cpu=0,
    scoring_cpu_each=0,
)
"""Round latencies, and computing that takes no time."""


def need(made: Plan, what: str) -> float:
    (found,) = [each.need for each in made.needs if each.what == what]
    return found


def test_concurrency_is_the_rate_times_the_time_by_littles_law() -> None:
    made = plan(Load(rate=400, alerted=0), times=ROUND)

    # Ingestion 400/s x 20 ms = 8; 100 records a batch (400/s x 250 ms): 4/s x 30 ms and 4/s x (10 + 4 x 10) ms
    assert need(made, "concurrency: account quota") == pytest.approx(8 + 0.12 + 0.2)
    assert need(made, "concurrency: scorer") == pytest.approx(0.2)


def test_a_slow_shard_is_looked_into_four_times_a_second() -> None:
    assert plan(Load(rate=40, alerted=0), times=ROUND).records == pytest.approx(10)
    assert plan(Load(rate=1 / 60, alerted=0), times=ROUND).records == 1


def test_a_shard_is_needed_for_each_thousand_writes_a_second() -> None:
    assert [plan(Load(rate=rate)).shards for rate in (1 / 60, 1_000, 1_001, 100_000)] == [1, 1, 2, 100]


def test_a_shard_drains_a_full_batch_in_the_time_of_an_invocation() -> None:
    (shard,) = [each for each in plan(Load(rate=10), times=ROUND).needs if each.what == "records/s: one shard"]

    assert shard.have == pytest.approx(100 / 0.030)


def test_less_memory_takes_longer_by_the_share_of_a_cpu() -> None:
    computing = Times(query=0, put=0, ingestion_cpu=0.010)
    times = {
        memory: need(plan(Load(rate=100, alerted=0), times=computing, memory=Memory(ingestion=memory)),
                     "concurrency: account quota")
        for memory in (1769, 3538)
    }  # fmt: skip

    assert times[1769] == pytest.approx(times[3538])  # more than one CPU does not help one thread
    slow = plan(Load(rate=100, alerted=0), times=computing, memory=Memory(ingestion=256))
    assert need(slow, "concurrency: account quota") - times[1769] == pytest.approx(100 * (0.070 - 0.010))


@pytest.mark.parametrize(
    ("load", "limits", "binding"),
    [
        (Load(rate=1_500), Limits(), "requests/s: stage throttle"),
        (Load(rate=15_000), Limits(throttle_rate=20_000), "requests/s: account quota"),
        (Load(rate=50_000, batch=100), Limits(), "writes/s: one table"),
        (Load(rate=900), Limits(concurrency=10), "concurrency: account quota"),
        (Load(rate=900), Limits(scorer_concurrency=0.1), "concurrency: scorer"),
        (Load(rate=900, alerted=1), Limits(publishes=300), "publishes/s: topic"),
    ],
)
def test_the_limit_that_binds_first_is_named_first(load: Load, limits: Limits, binding: str) -> None:
    made = plan(load, limits=limits)

    assert made.binding.what == binding
    assert made.binding.share > 1


def test_the_bill_of_a_million_single_transactions_is_that_worked_by_hand() -> None:
    monthly = plan(Load(rate=1_000, alerted=0), times=ROUND).monthly
    million = {service: usd / (1_000 * 730 * 3600) * 1e6 for service, usd in monthly.items()}

    assert million["API Gateway"] == pytest.approx(3.50)
    assert million["DynamoDB writes"] == pytest.approx(2 * 0.625)
    assert million["DynamoDB reads"] == pytest.approx(2 * 0.125)
    assert million["Lambda requests"] == pytest.approx(0.20 * 1.02)  # 1 a transaction, 2 for each 100
    # a million x 20 ms at 1/4 GB, 10,000 x 30 ms at 1/2 GB, 10,000 x 50 ms at 1 GB
    assert million["Lambda time"] == pytest.approx((5_000 + 150 + 500) * 0.0000133334)
    assert million["X-Ray"] == pytest.approx(0.05095 * 5)  # one a second of 1,000, and 5 % of the other 999
    assert math.isfinite(sum(million.values()))


def test_a_transaction_never_costs_more_at_a_higher_rate() -> None:
    rates = [1 / 60, 1, 10, 100, 1_000, 10_000, 100_000]
    costs = [plan(Load(rate=rate)).per_million for rate in rates]

    assert all(after <= before * 1.001 for before, after in itertools.pairwise(costs))


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"rate": -1}, {"rate": 1, "batch": 0}, {"rate": 1, "batch": 101}])
def test_an_impossible_load_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Load(**wrong)  # type: ignore[arg-type]  # it is wrong
