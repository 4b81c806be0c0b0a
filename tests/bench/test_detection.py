"""The figures of docs/detection.md are those of the strategies that it names."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bench.detection.__main__ import run
from bench.detection.jobs import HANDBOOK_MODELS, LARGE, TURNING, Job, jobs
from bench.detection.markdown import FIGURES
from bench.detection.page import result_section, rules_sections
from bench.detection.run import DEFAULT, FIRST, Setting, measure, shipped
from bench.detection.samples import caught_in_sample
from bench.detection.simulated import past_payment
from bench.detection.without import Without
from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.payment import payment_of
from handlers.contract.strict_json import fields_of, parse
from handlers.decision.strategy.strategy import Strategy
from simulation import NAMES, World, simulate_world
from tests.handlers.strategies import strategy_of

SETTING = Setting(world="kiosks", customers=40, days=6, seed=1)
OFTEN = {"when": "customer.count_24h > 4", "weight": Decimal("0.3")}
MUCH = {"when": "customer.count_30d >= 5 and customer.amount_to_mean_30d > 2", "weight": Decimal("0.2")}


@pytest.fixture(scope="module")
def result() -> Mapping[str, Any]:
    return measure(SETTING)


def tried(strategy: Strategy) -> TriedStrategy:
    """Return a strategy that was tried on the setting's payments."""
    trial = TriedStrategy(strategy, label_delay=timedelta(days=7))
    trial.decide_all(list(SETTING.payments()))
    return trial


def test_the_default_and_the_first_one_have_the_figures_of_a_backtest(result: Mapping[str, Any]) -> None:
    for name, file in (("default strategy", DEFAULT), ("the seed's rules", FIRST)):
        ranking = tried(shipped(file)).detection.ranking
        assert result["scores"][name]["average_precision"] == ranking.average_precision()
        assert result["scores"][name]["auc"] == ranking.auc()


def test_a_random_score_knows_nothing_and_the_default_more_than_that(result: Mapping[str, Any]) -> None:
    scores = result["scores"]

    assert scores["random"]["auc"] == pytest.approx(0.5, abs=0.1)
    assert scores["default strategy"]["auc"] > scores["random"]["auc"]
    assert scores["amount alone"]["precision"] is None


def test_without_a_rule_the_ranking_is_that_of_the_others() -> None:
    trial = TriedStrategy(strategy_of(OFTEN, MUCH), label_delay=timedelta(days=7))
    without = Without(trial.strategy)
    payments = list(SETTING.payments())
    for past, decision in zip(payments, trial.decide_all(payments), strict=True):
        without.add(decision, fraud=past.fraudulent)

    alone = [tried(strategy_of(each)).detection.ranking.average_precision() for each in (MUCH, OFTEN)]
    assert list(without.average_precisions().values()) == alone
    assert alone[0] != alone[1]


def test_the_page_has_a_row_for_each_rule_each_score_and_each_kind_of_fraud(result: Mapping[str, Any]) -> None:
    page = "\n".join(rules_sections([result]))

    for rule in shipped(DEFAULT).rules:
        assert f"\n| `{rule.code}` | " in page
    assert all(f"\n| {name} | " in page for name in result["scores"])
    assert all(f"\n| `{kind}` | " in page for kind in result["kinds"])
    assert "**`kiosks` of 40 customers, 6 days, seed 1**" in page


def test_a_sample_of_the_demonstration_is_decided_once_with_its_history() -> None:
    end = datetime(2026, 6, 15, 4, tzinfo=UTC)
    found = [caught_in_sample(shipped(name), 4, end, payments=200) for name in (DEFAULT, FIRST)]

    assert [sum(each.sent.values()) for each in found] == [200, 200]
    assert found[0].sent == found[1].sent
    assert found[0].caught > found[1].caught
    assert found[0] == caught_in_sample(shipped(DEFAULT), 4, end, payments=200)


def test_recall_before_and_after_the_frauds_change_is_shown_side_by_side() -> None:
    figures = dict.fromkeys((*FIGURES, "recall", "precision"), 0.125)
    half = {"transactions": 5_000, "frauds": 40, "scores": {"default strategy": figures}}
    setting = Setting(world="high_street", customers=120, days=8, seed=1, turns_to="corner_shops")
    result = {"setting": asdict(setting), "transactions": 9_000, "frauds": 70, "turn": {"before": half, "after": half}}
    page = "\n".join(result_section(result))

    assert "from day 4 on with the frauds of `corner_shops`**: 9,000 payments, 70 frauds" in page
    assert page.count("| default strategy | 5,000 | 40 | 0.125 | 0.125 |") == 2


def test_two_processes_find_what_one_does_in_the_order_that_was_asked_for(result: Mapping[str, Any]) -> None:
    other = Setting(world="wallet", customers=30, days=3, seed=1)

    jobs = {each.world or "": Job(measure=partial(measure, each), weight=1) for each in (other, SETTING)}

    assert run(jobs) == {"wallet": measure(other), "kiosks": result}


def test_every_job_has_a_small_size_and_the_whole_has_the_worlds_that_the_page_tells_of() -> None:
    assert jobs(1, quick=True).keys() == jobs(1).keys() >= {*NAMES, "town", LARGE, TURNING, HANDBOOK_MODELS}


@pytest.mark.parametrize("name", [None, *NAMES])
def test_a_simulated_payment_is_the_one_that_a_file_would_hold(name: str | None) -> None:
    for each in simulate_world(World(seed=1, name=name, customers=300 if name else None), count=400):
        assert past_payment(each) == payment_of(fields_of(parse(each.line())))
