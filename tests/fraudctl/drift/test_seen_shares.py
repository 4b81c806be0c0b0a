"""Stored decisions are counted by the bands of a model, and what moved is told apart from what is as expected."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.drift.seen_shares import SeenShares, Shift
from fraudctl.drift.view import band_name
from fraudctl.errors import CommandError
from fraudctl.rollout.trial.sample import StoredCase
from handlers.decision.basis import basis_of
from handlers.decision.decide import Decider
from handlers.decision.model.expected import Bands
from handlers.decision.model.stability import FEW, stability_index
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.model.models import expected, numbers, part
from tests.handlers.decision.strategy.documents import loaded, rule, transaction

READS = ("amount", "customer.count_24h", "metadata.age")
OF_COUNT = {"bounds": numbers(0, 2), "shares": numbers(0.6, 0.3, 0), "absent": Decimal("0.1")}
OF_AGE = {"bounds": numbers(30), "shares": numbers(0.5, 0.5)}
EXPECTED = {
    **expected(),
    "features": {**expected()["features"], "customer.count_24h": OF_COUNT, "metadata.age": OF_AGE},
}
STRATEGY = loaded(rule("risky", "model.score > 0.5"), model=part(features=READS, expected=EXPECTED))


def case(strategy: Strategy = STRATEGY, known: dict[str, Any] | None = None, **fields: Any) -> StoredCase:
    paid = transaction(customer_id="C-1", **fields)
    return StoredCase({}, paid, basis_of(Decider(strategy).decide(paid, known or {}), 7))


def seen(*cases: StoredCase) -> SeenShares:
    found = SeenShares.of(STRATEGY)
    for each in cases:
        found.add(each)
    return found


def counts(found: SeenShares, name: str) -> list[int]:
    return list({each.name: each.seen for each in (found.score, *found.features)}[name])


def test_a_decision_is_counted_by_its_score_and_by_each_feature() -> None:
    small = case(known={"customer.count_24h": Decimal(2)}, amount=Decimal(5), metadata={"age": {"N": "31"}})
    found = seen(small, case(amount=Decimal(500)), case(amount=Decimal(100)))
    assert (found.payments, found.left_out) == (3, 0)
    assert counts(found, "model.score") == [0, 1, 2, 0]
    assert counts(found, "amount") == [1, 1, 1, 0]
    assert counts(found, "customer.count_24h") == [0, 1, 0, 2]
    assert counts(found, "metadata.age") == [0, 1, 2]


def test_decisions_of_other_strategies_count_where_they_read_all_that_the_model_reads() -> None:
    reads = loaded(rule("busy", "customer.count_24h > 5"))
    found = seen(case(reads, {"customer.count_24h": Decimal(1)}), case(loaded()))
    assert (found.payments, found.left_out) == (1, 1)
    assert counts(found, "customer.count_24h") == [0, 1, 0, 0]


def shift(*seen_: int, shares: tuple[float, ...] = (0.6, 0.3, 0.0, 0.1)) -> Shift:
    return Shift(name="customer.count_24h", bands=Bands((0.0, 2.0), shares), seen=seen_)


@pytest.mark.parametrize(
    ("counted", "verdict", "farthest"),
    [
        ((600, 300, 0, 100), "steady", "up to 0"),
        ((500, 300, 0, 200), "steady", "absent"),
        ((450, 300, 0, 250), "moved", "absent"),
        ((300, 600, 0, 100), "drifted", "up to 0"),
        ((600, 0, 300, 100), "drifted", "0 to 2"),
        ((500, 150, 0, 350), "drifted", "absent"),
        ((480, 200, 220, 100), "drifted", "above 2"),
    ],
)
def test_a_verdict_is_the_usual_one_and_the_band_with_most_of_the_index_is_named(
    counted: tuple[int, ...], verdict: str, farthest: str
) -> None:
    found = shift(*counted)
    assert (found.verdict, band_name(found.bands, found.farthest)) == (verdict, farthest), found.index


def test_bounds_are_written_as_people_write_numbers() -> None:
    bands = Bands((0.3318, 11_540_000.0), (0.5, 0.3, 0.2, 0))
    assert [band_name(bands, place) for place in range(4)] == [
        "up to 0.3318",
        "0.3318 to 11,540,000",
        "above 11,540,000",
        "absent",
    ]


def test_the_index_is_that_of_the_book_where_no_band_is_empty() -> None:
    # (0.3 - 0.5) ln 0.6 + (0.4 - 0.3) ln (4 / 3) + (0.3 - 0.2) ln 1.5
    assert stability_index([30_000, 40_000, 30_000], [0.5, 0.3, 0.2]) == pytest.approx(0.1714, abs=0.0001)
    assert stability_index([0, 0], [0.5, 0.5]) == 0


def test_the_feature_that_moved_farthest_comes_first_and_few_payments_drift_nowhere() -> None:
    moved = [case(known={"customer.count_24h": Decimal(9)}, amount=Decimal(5)) for _ in range(FEW)]
    assert [each.name for each in seen(*moved).features] == ["metadata.age", "customer.count_24h", "amount"]
    assert seen(*moved).drifted == ["model.score", "metadata.age", "customer.count_24h", "amount"]
    assert seen(*moved[1:]).drifted == []
    assert seen(*moved[1:]).facts()["features"]["amount"]["verdict"] is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "the active strategy, tried, has no model"),
        ({"model": part()}, "the model of the active strategy, tried, does not say in which shares"),
    ],
)
def test_a_strategy_that_expects_nothing_is_refused_by_name(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        SeenShares.of(loaded(**fields))
