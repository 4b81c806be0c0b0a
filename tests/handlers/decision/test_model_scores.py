"""Scores of the active strategy's model are counted by band, of all its decisions, beside those expected."""

import json
from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.log import Logger
from handlers.aws.metrics import Metrics
from handlers.aws.scoring_log import ScoringLog
from handlers.aws.scoring_result import ScoringResult
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Decider, Decision
from handlers.decision.model_scores import ModelScores
from handlers.decision.stored_decision import StoredDecision, stored_decision
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.model.models import expected, part
from tests.handlers.decision.strategy.documents import loaded, rule, transaction

STRATEGY = loaded(rule("risky", "model.score > 0.5"), model=part(expected=expected()))
"""Its scores are 0.119… of small amounts and 0.731… of large ones: the second band, and the third."""

UNREAD = loaded(rule("large", "amount > 10_000"), model=part(expected=expected()))
"""No rule of it reads the score."""

SMALL, LARGE = Decimal(5), Decimal(500)


def decided(strategy: Strategy, *amounts: Decimal) -> list[Decision]:
    return [Decider(strategy).decide(transaction(amount=each)) for each in amounts]


def stored(decision: Decision) -> StoredDecision:
    return stored_decision(decision, 7)


def counts(strategy: Strategy, *decisions: Decision | StoredDecision) -> tuple[list[int], list[float]]:
    scores = ModelScores.of(strategy)
    assert scores is not None
    seen, wanted = scores.count(decisions)
    return list(seen), list(wanted)


@pytest.mark.parametrize("strategy", [STRATEGY, UNREAD], ids=["read", "unread"])
def test_every_decision_is_counted_whether_a_rule_read_its_score_or_not(strategy: Strategy) -> None:
    here, told = decided(strategy, SMALL, LARGE), map(stored, decided(strategy, LARGE, LARGE))
    assert counts(strategy, *here, *told) == ([0, 1, 3, 0, 0], [2.8, 0.8, 0.4, 0.0, 0.0])


def test_a_decision_that_came_along_is_counted_by_the_features_that_it_was_made_of() -> None:
    of_model = part(features=["customer.count_24h"], expected={**expected(), "features": {}})
    strategy = loaded(rule("risky", "model.score > 0.5"), model=of_model)
    made = Decider(strategy).decide(transaction(customer_id="C-1"), {"customer.count_24h": Decimal(900)})
    assert made.values[MODEL_SCORE] > Decimal("0.7")
    assert counts(strategy, stored(made)) == counts(strategy, made) == ([0, 0, 1, 0, 0], [0.7, 0.2, 0.1, 0.0, 0.0])


def test_decisions_of_other_strategies_are_not_counted() -> None:
    other = loaded(rule("risky", "model.score > 0.4"), model=part(expected=expected()))
    assert counts(STRATEGY, *decided(other, SMALL, LARGE), *decided(STRATEGY, LARGE))[0] == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("fields", [{}, {"model": part()}])
def test_nothing_is_expected_without_a_model_or_by_one_that_says_no_shares(fields: dict[str, Any]) -> None:
    assert ModelScores.of(loaded(**fields)) is None


def written(capsys: pytest.CaptureFixture[str], *strategies: Strategy) -> list[dict[str, Any]]:
    """Return the lines that a log writes of a batch each, decided by strategies that become active one by one."""
    report = ScoringLog(Logger("scoring"), Metrics("test"))
    for strategy in strategies:
        report.write(ScoringResult(decided=list(decided(strategy, SMALL, LARGE))), strategy, received=2, stale=0, now=0)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def of_model(line: dict[str, Any]) -> dict[str, float]:
    metrics = [each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
    return {name: line[name] for name in metrics if name.startswith("Model")}


def test_a_batch_says_both_and_after_a_promotion_those_of_the_new_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    narrow = {**expected(), "score": {"bounds": [Decimal("0.5")], "shares": [Decimal("0.9"), Decimal("0.1")]}}
    new = loaded(rule("risky", "model.score > 0.5"), model=part(expected=narrow))
    first, second, third = map(of_model, written(capsys, STRATEGY, new, STRATEGY))
    assert list(first.values()) == [0, 1, 1, 0, 0, 1.4, 0.4, 0.2, 0, 0]
    assert list(second.values()) == [1, 1, 0, 0, 0, 1.8, 0.2, 0, 0, 0]
    assert first == third


def test_a_strategy_without_a_model_sends_no_such_metric(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = written(capsys, loaded())
    assert of_model(line) == {}
