"""The plan for a load, against cases worked by hand."""

import itertools
import math
from dataclasses import replace
from random import Random

import pytest

from bench.load_simulation import shard_batches
from fraudctl.capacity.durations import StageMemory, StageTimes, average_batch_size, scoring_seconds
from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.needs import CapacityLimits
from fraudctl.capacity.plan import CapacityPlan, plan_capacity
from handlers.decision.batch import BatchDecider
from handlers.decision.panel import Panel
from tests.handlers.strategies import packaged

ROUND = StageTimes(
    query=0.010,
    put=0.010,
    batch_get=0.010,
    batch_insert=0.010,
    update=0.010,
    invoke=0.030,
    publish=0.020,
    ingestion_cpu=0,
    batch_cpu=0,
    batch_cpu_each=0,
    processing_cpu=0,
    processing_cpu_each=0,
    scoring_cpu=0,
    scoring_cpu_each=0,
    profile_cpu=0,
)
"""Round latencies, and computing that takes no time."""


def need(made: CapacityPlan, what: str) -> float:
    (found,) = [each.need for each in made.needs if each.what == what]
    return found


def test_concurrency_is_the_rate_times_the_time_by_littles_law() -> None:
    load = ExpectedLoad(rate=4_000, alerted=0, entities=0)
    made = plan_capacity(load, times=ROUND, limits=CapacityLimits(throttle_rate=10_000))

    # Four shards of 1,000/s; 30 records come in the 30 ms of a batch, so 133 batches/s. Ingestion 4,000/s x 20 ms = 80,
    # Processing 133/s x 30 ms = 4, Scoring 133/s x (10 + 10 + 10) ms: marks, scores; 30 are two writes of 25 at once
    assert made.records == pytest.approx(30)
    assert need(made, "concurrency: scorer") == pytest.approx(4_000 / 30 * 0.030)
    assert need(made, "concurrency: account quota") == pytest.approx(80 + 4 + 4_000 / 30 * 0.030)


def test_profiles_are_read_after_the_scores_and_written_before_them() -> None:
    made = plan_capacity(ExpectedLoad(rate=4_000, alerted=0), times=ROUND)

    # To the 30 ms without profiles, 10 ms to read those of 30 records, and 10 ms for four writes at the same time
    assert need(made, "concurrency: scorer") == pytest.approx(4_000 / 30 * 0.050)
    assert need(made, "writes/s: profiles table") == pytest.approx(12_000)
    assert need(plan_capacity(ExpectedLoad(rate=4_000, entities=0)), "writes/s: profiles table") == 0


def test_ten_calls_are_made_at_the_same_time() -> None:
    # 400 profiles are 16 writes of 25, 20 alerts are two rounds of ten, each with a review and an event
    times = {"scores": 2 * 0.010 + 0.010, "profiles": 0.010 + 1.6 * 0.010}

    load = ExpectedLoad(rate=10_000, alerted=0, entities=10)
    alerting = ExpectedLoad(rate=10_000, alerted=0.5, entities=0)

    assert scoring_seconds(40, load, ROUND, StageMemory()) == pytest.approx(times["scores"] + times["profiles"])
    assert scoring_seconds(40, alerting, ROUND, StageMemory()) == pytest.approx(
        times["scores"] + 2 * (0.010 + 2 * 0.020 + 0.010)
    )


def test_folding_takes_time_for_each_entity() -> None:
    times = replace(ROUND, profile_cpu=0.001)
    load = ExpectedLoad(rate=1_000, alerted=0, entities=2)
    memory = StageMemory(scoring=1769)

    assert scoring_seconds(10, load, times, memory) == pytest.approx(0.050 + 10 * 2 * 0.001)


def test_batches_fill_as_the_simulation_on_the_real_code_fills_them() -> None:
    for rate in (1, 30, 300, 3_000):
        arrivals, chance = list[tuple[float, float, dict[str, str]]](), Random(1)  # noqa: S311 -- arrivals, not secrets
        now = 0.0
        while len(arrivals) < 2_000:
            now += chance.expovariate(rate)
            arrivals.append((now, now, {}))
        sizes = [len(batch) for _, batch in shard_batches(arrivals, 0.1, lambda _size: 0.030)]

        assert average_batch_size(rate, ROUND, StageMemory()) == pytest.approx(sum(sizes) / len(sizes), rel=0.1)


def test_a_trickle_comes_one_by_one() -> None:
    assert plan_capacity(ExpectedLoad(rate=1 / 60, alerted=0), times=ROUND).records == pytest.approx(1, abs=0.01)


def test_a_shard_is_needed_for_each_thousand_writes_a_second_and_four_at_least() -> None:
    assert [plan_capacity(ExpectedLoad(rate=rate)).shards for rate in (1 / 60, 4_000, 4_001, 100_000)] == [4, 4, 5, 100]


def test_a_shard_drains_a_full_batch_in_the_time_of_an_invocation() -> None:
    (shard,) = [
        each for each in plan_capacity(ExpectedLoad(rate=10), times=ROUND).needs if each.what == "records/s: one shard"
    ]

    assert shard.have == pytest.approx(100 / 0.030)


def test_a_shard_that_drains_faster_than_it_fills_never_gives_out_first() -> None:
    made = plan_capacity(ExpectedLoad(rate=1_000, batch=100), times=ROUND)

    # at a higher rate there are more shards
    assert made.binding.what == "writes/s: profiles table"


def test_less_memory_takes_longer_by_the_share_of_a_cpu() -> None:
    computing = StageTimes(query=0, put=0, ingestion_cpu=0.010)

    def busy(memory: int) -> float:
        made = plan_capacity(ExpectedLoad(rate=100, alerted=0), times=computing, memory=StageMemory(ingestion=memory))
        return need(made, "concurrency: account quota")

    assert busy(1769) == pytest.approx(busy(3538))  # more than one CPU does not help one thread
    assert busy(256) - busy(1769) == pytest.approx(100 * (0.070 - 0.010))


@pytest.mark.parametrize(
    ("load", "limits", "binding"),
    [
        (ExpectedLoad(rate=1_500), CapacityLimits(), "requests/s: stage throttle"),
        (ExpectedLoad(rate=15_000), CapacityLimits(throttle_rate=20_000), "requests/s: account quota"),
        (ExpectedLoad(rate=50_000, batch=100, entities=0), CapacityLimits(), "writes/s: one table"),
        (ExpectedLoad(rate=50_000, batch=100), CapacityLimits(), "writes/s: profiles table"),
        (ExpectedLoad(rate=900), CapacityLimits(concurrency=10), "concurrency: account quota"),
        (ExpectedLoad(rate=900), CapacityLimits(scorer_concurrency=0.1), "concurrency: scorer"),
        (ExpectedLoad(rate=900, alerted=1), CapacityLimits(publishes=300), "publishes/s: topic"),
    ],
)
def test_the_limit_that_binds_first_is_named_first(load: ExpectedLoad, limits: CapacityLimits, binding: str) -> None:
    made = plan_capacity(load, limits=limits)

    assert made.binding.what == binding
    assert made.binding.share > 1


def test_the_bill_of_a_million_single_transactions_is_that_worked_by_hand() -> None:
    monthly = plan_capacity(ExpectedLoad(rate=4_000, alerted=0, entities=0), times=ROUND).monthly
    million = {service: usd / (4_000 * 730 * 3600) * 1e6 for service, usd in monthly.items()}

    assert million["API Gateway"] == pytest.approx(3.50)
    assert million["DynamoDB writes"] == pytest.approx(2 * 0.625)
    # 30 records a batch: 33,333 batches, each of which reads the marks of erasures twice. Scoring is 133/s x 30 ms, so
    # four instances, each of which asks for the strategies every 30 s
    assert million["DynamoDB reads"] == pytest.approx((2 + 2 / 30 + 4 / 30 / 4_000) * 0.125)
    # A million x 20 ms at 1/4 GB, 33,333 x 30 ms at 1/2 GB, 33,333 x 30 ms at 1 GB
    assert million["Lambda requests"] == pytest.approx(0.20 * (1 + 2 / 30))
    assert million["Lambda time"] == pytest.approx((5_000 + 500 + 30 / 1000 * 1e6 / 30) * 0.0000133334)
    assert million["X-Ray"] == pytest.approx((1 + 0.05 * 3_999) / 4_000 * 5)  # one a second, and 5 % of the others
    assert math.isfinite(sum(million.values()))


def test_an_alert_with_its_review_and_its_event_costs_four_writes_and_two_messages() -> None:
    quiet, alerting = (
        plan_capacity(ExpectedLoad(rate=4_000, alerted=alerted, entities=0), times=ROUND).monthly for alerted in (0, 1)
    )
    more = {service: (usd - quiet[service]) / (4_000 * 730 * 3600) * 1e6 for service, usd in alerting.items()}

    # the score is settled, and so in the index of alerts; the review is opened, and so in the index of what is due
    assert more["DynamoDB writes"] == pytest.approx(4 * 0.625)
    assert more["SNS, SQS"] == pytest.approx(2 * 0.50)


@pytest.mark.parametrize(("facts", "reads"), [(False, 2 + 2), (True, 2 + 2 * 2)])
def test_two_profiles_cost_two_writes_and_two_reads_and_with_facts_two_more(*, facts: bool, reads: int) -> None:
    monthly = plan_capacity(ExpectedLoad(rate=4_000, alerted=0, entities=2, facts=facts), times=ROUND).monthly
    million = {service: usd / (4_000 * 730 * 3600) * 1e6 for service, usd in monthly.items()}

    assert million["DynamoDB writes"] == pytest.approx((2 + 2) * 0.625)
    assert million["DynamoDB reads"] == pytest.approx((reads + 2 / 30 + 7 / 30 / 4_000) * 0.125), "seven instances"
    # 33,333 batches x 50 ms at 1 GB
    assert million["Lambda time"] == pytest.approx((5_000 + 500 + 50 / 1000 * 1e6 / 30) * 0.0000133334)


def test_by_default_the_plan_reads_and_writes_what_the_default_strategy_does_without_cards_and_devices() -> None:
    load, decider = ExpectedLoad(rate=1), BatchDecider(Panel.of_one(packaged()))

    assert [decider.is_profiled(kind) for kind in ("customer", "terminal", "merchant")] == [True] * load.entities
    assert [decider.is_stated(kind) for kind in ("customer", "terminal")] == [load.facts] * 2


def test_what_is_stored_is_a_months_transactions_the_scores_kept_and_the_profiles() -> None:
    monthly = plan_capacity(ExpectedLoad(rate=1, known=1_000_000)).monthly

    # 2,628,000 transactions of 400 bytes, 2,592,000 scores of 700 and a million profiles of 1,000
    stored = 2_628_000 * 400 + 2_592_000 * 700 + 1_000_000 * 1_000
    assert monthly["DynamoDB storage"] == pytest.approx(0.25 * stored / 1024**3)


def test_if_nobody_says_how_many_are_known_they_pay_as_in_the_simulation() -> None:
    # 10 a second are 864,000 a day, of 432,000 customers at 43,200 terminals of as many merchants
    assert ExpectedLoad(rate=10).known_entities == pytest.approx(432_000 + 2 * 43_200)
    assert ExpectedLoad(rate=10, entities=1).known_entities == pytest.approx(432_000)
    assert ExpectedLoad(rate=10, entities=2).known_entities == pytest.approx(432_000 + 43_200)
    assert ExpectedLoad(rate=10, entities=4).known_entities == pytest.approx(2 * 432_000 + 2 * 43_200)
    assert ExpectedLoad(rate=10, entities=0).known_entities == 0


def test_a_transaction_never_costs_more_at_a_higher_rate() -> None:
    rates = [1 / 60, 1, 10, 100, 1_000, 10_000, 100_000]
    costs = [plan_capacity(ExpectedLoad(rate=rate)).per_million for rate in rates]

    assert all(after <= before * 1.001 for before, after in itertools.pairwise(costs))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 0},
        {"rate": -1},
        {"rate": 1, "batch": 0},
        {"rate": 1, "batch": 101},
        {"rate": 1, "entities": 11},
        {"rate": 1, "known": -1},
    ],
)
def test_an_impossible_load_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        ExpectedLoad(**wrong)  # type: ignore[arg-type]  # it is wrong


@pytest.mark.parametrize("rate", [math.nan, math.inf, 0, -1, 1e300])
def test_a_rate_that_nobody_has_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate must be above 0"):
        ExpectedLoad(rate=rate)


@pytest.mark.parametrize("name", ["throttle_rate", "concurrency", "scorer_concurrency"])
@pytest.mark.parametrize("limit", [math.nan, 0, -1])
def test_a_limit_that_lets_nothing_through_is_refused(name: str, limit: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        CapacityLimits(**{name: limit})
