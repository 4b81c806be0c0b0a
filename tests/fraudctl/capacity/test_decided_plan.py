"""The plan for a load of decisions, against cases worked by hand."""

import json
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.needs import CapacityLimits
from fraudctl.capacity.plan import CapacityPlan, plan_capacity
from fraudctl.capacity.usage import strategy_reads
from tests.fraudctl.capacity.test_plan import ROUND, need

MILLION = 1e6


def decided(rate: float = 1_000, **more: Any) -> CapacityPlan:
    load = {"alerted": 0.0, "entities": 2, "decided": True, **more}
    return plan_capacity(ExpectedLoad(rate=rate, **load), times=ROUND, limits=CapacityLimits())


def a_million(plan: CapacityPlan) -> dict[str, float]:
    transactions = plan.load.rate * 730 * 3600
    return {service: usd / transactions * MILLION for service, usd in plan.monthly.items()}


def test_a_transaction_of_two_writes_costs_twice_its_writes_and_each_attempt_one() -> None:
    # Claim and row 2 + 2, an attempt, the score, two profiles
    assert a_million(decided())["DynamoDB writes"] == pytest.approx((4 + 1 + 1 + 2) * 0.625)
    assert a_million(decided(attempts=3))["DynamoDB writes"] == pytest.approx((4 + 3 + 1 + 2) * 0.625)


def test_what_a_decision_reads_beside_its_id_is_read_for_half_the_price() -> None:
    # But for the strategies, of which a thousandth of a read is to each.
    # The id 1; two profiles, two facts, the heartbeat 2.5; a bucket of attempts 1; the score 1; Scoring's own two; and
    # 2 for a batch, the marks of erasures
    of_batch = 2 / decided().records
    assert a_million(decided())["DynamoDB reads"] == pytest.approx((1 + 2.5 + 1 + 1 + 2 + of_batch) * 0.125, rel=1e-3)
    assert a_million(decided(facts=False, attempts=0))["DynamoDB reads"] == pytest.approx(
        (1 + 1.5 + 1 + 2 + of_batch) * 0.125, rel=1e-3
    )


def test_each_instance_that_decides_asks_for_the_strategies_every_half_minute_or_as_often_as_it_runs() -> None:
    # 90 decisions/s of 100 ms are nine instances, 2 batches/s of 100 ms are one; Processing asks for none
    runs, seconds = (
        {"decision": 90.0, "processing": 2.0, "scoring": 2.0},
        dict.fromkeys(("decision", "processing", "scoring"), 0.1),
    )
    assert strategy_reads(runs, seconds) == pytest.approx((9 + 1) / 30)
    assert strategy_reads({"scoring": 0.01}, {"scoring": 0.1}) == pytest.approx(0.01)


def test_a_million_decisions_with_two_entities_and_attempts_of_one_are_within_their_goal() -> None:
    plan = plan_capacity(ExpectedLoad(rate=1_000, decided=True, entities=2))

    assert plan.per_million - a_million(plan)["DynamoDB storage"] <= 11.50


def test_decisions_take_two_rounds_at_once_by_littles_law() -> None:
    plan = plan_capacity(ExpectedLoad(rate=1_000, alerted=0, entities=0, decided=True), times=ROUND)

    # 10 ms for the first round, side by side, and 12 for the transaction, and what 2.8 ms of a CPU take of 1,024 MB
    assert need(plan, "concurrency: decision") == pytest.approx(1_000 * 0.027, rel=0.01)
    assert "ingestion" not in " ".join(each.what for each in plan.needs)


def test_both_tables_of_a_decision_are_written_in_units_of_a_transaction() -> None:
    plan = decided(rate=4_000)

    assert need(plan, "writes/s: one table") == 8_000
    assert need(plan, "writes/s: decisions table") == 12_000
    assert plan.shards == 8


def test_claims_are_stored_for_three_days_and_a_decision_with_each_transaction() -> None:
    stored, plain = (plan_capacity(ExpectedLoad(rate=1, known=0, decided=each)).monthly for each in (True, False))

    more = 2_628_000 * 360 + 259_200 * 160
    assert stored["DynamoDB storage"] - plain["DynamoDB storage"] == pytest.approx(0.25 * more / 1024**3)


def test_a_burst_onto_nothing_takes_an_environment_for_each_request_that_comes_before_one_is_started() -> None:
    plan = decided(burst=1_500)

    # Each is held for 600 ms to start and 27 to decide; started before, 1,500 x 27 ms are enough
    assert need(plan, "burst: environments") == pytest.approx(1_500 * 0.627, rel=0.01)
    assert need(plan, "burst: stage throttle") == 1_500
    assert plan.warm == pytest.approx(1_500 * 0.027, rel=0.05)
    assert decided().warm is None


def test_a_burst_that_is_too_large_gives_out_first_and_one_that_fits_says_nothing_of_the_rate() -> None:
    assert decided(rate=100, burst=1_900).binding.what == "burst: environments"
    assert not decided(rate=100, burst=1_500).binding.what.startswith("burst")


@pytest.mark.parametrize("wrong", [{"batch": 2}, {"attempts": -1}, {"attempts": 11}, {"burst": 0}])
def test_an_impossible_load_of_decisions_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        ExpectedLoad(rate=1, decided=True, **wrong)


def test_the_command_plans_what_is_decided(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["fraudctl", "capacity", "--rate", "100", "--decided", "--burst", "500", "--decision-concurrency", "200"]
    monkeypatch.setattr("sys.argv", [*words, "--json"])
    with pytest.raises(SystemExit) as end:
        cli.app()

    plan = json.loads(capsys.readouterr().out)
    limits = {each["what"]: each["have"] for each in plan["needs"]}
    assert end.value.code == 0
    assert (limits["concurrency: decision"], limits["burst: environments"]) == (200, 200)
    assert plan["warm"] > 0
