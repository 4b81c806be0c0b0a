"""A model says in which shares payments came that no tree was fitted to, in few bands that hold what they should."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.train.expected import MOST, expected_part
from handlers.decision.model.expected import MOST_FEATURE_BANDS, MOST_SCORE_BANDS, expected_of
from handlers.decision.model.stability import FEW
from handlers.decision.strategy.document import canonical
from tests.handlers.decision.model.models import part
from tests.handlers.decision.strategy.documents import loaded

FEATURES = ("amount", "customer.count_24h", "customer.new_terminal", "customer.mean_30d")


def made(count: int = 5_000, scores: Sequence[float] | None = None) -> dict[str, Any]:
    """Return what is expected by payments whose amounts scatter, and whose counts are mostly 0."""
    chance = random.Random(7)  # noqa: S311 -- the same each time
    rows = [
        (
            chance.expovariate(0.01),
            float(int(chance.expovariate(1.5))),
            float(chance.random() < 0.3),
            None if chance.random() < 0.4 else chance.expovariate(0.02),
        )
        for _ in range(count)
    ]
    return expected_part(scores or [chance.random() ** 4 for _ in range(count)], FEATURES, rows)


def test_a_strategy_takes_it_and_few_kilobytes_hold_it() -> None:
    strategy = loaded(model=part(features=FEATURES, **made()))
    found = expected_of(strategy.document)
    assert found is not None
    assert found.payments == 5_000
    assert set(found.features) == set(FEATURES)
    assert len(canonical(strategy.document)) - len(canonical(loaded(model=part(features=FEATURES)).document)) < 1_000


def test_scores_are_in_few_bands_the_highest_of_them_narrow() -> None:
    score = made()["expected"]["score"]
    assert [float(each) for each in score["shares"]] == pytest.approx([0.5, 0.25, 0.15, 0.07, 0.03], abs=0.002)
    assert len(score["shares"]) == MOST_SCORE_BANDS


def test_a_feature_is_in_bands_of_equal_shares_as_far_as_its_values_let_it() -> None:
    of = made()["expected"]["features"]
    assert [float(each) for each in of["amount"]["shares"]] == pytest.approx([0.1] * MOST_FEATURE_BANDS, abs=0.002)
    assert of["customer.new_terminal"]["bounds"] == [0]
    assert float(of["customer.new_terminal"]["shares"][1]) == pytest.approx(0.3, abs=0.02)
    assert of["customer.count_24h"]["bounds"] == [0, 1]
    assert float(of["customer.mean_30d"]["absent"]) == pytest.approx(0.4, abs=0.02)


def test_shares_come_to_one_together() -> None:
    expected = made(777)["expected"]
    for bands in (expected["score"], *expected["features"].values()):
        assert sum((*bands["shares"], bands.get("absent", 0))) == 1


def test_scores_that_are_all_the_same_have_a_band_and_those_that_are_certain_none() -> None:
    assert made(FEW, [0.2] * FEW)["expected"]["score"] == {"bounds": [Decimal("0.2")], "shares": [1, 0]}
    assert made(FEW, [1.0] * FEW) == {}


def test_a_value_of_many_payments_is_in_the_band_whose_bound_it_is() -> None:
    many = [123.456789] * FEW + [5_000.0] * FEW
    expected = expected_part([0.123456789] * FEW + [0.5] * FEW, ["amount"], [(each,) for each in many])["expected"]
    assert expected["features"]["amount"] == {"bounds": [Decimal("123.5")], "shares": [Decimal("0.5")] * 2}
    assert expected["score"]["shares"] == [Decimal("0.5")] * 2


def test_a_feature_that_is_always_absent_has_no_bands() -> None:
    expected = expected_part([0.5] * FEW, ["amount", "hour"], [(None, 4.0)] * FEW)["expected"]
    assert expected["features"] == {"hour": {"bounds": [4], "shares": [1, 0]}}


def test_of_few_payments_nothing_is_expected() -> None:
    assert made(FEW - 1) == {}
    assert made(FEW)["expected"]["payments"] == FEW


def test_of_many_payments_a_part_from_all_of_the_time_is_counted() -> None:
    rows = ((float(number),) for number in range(3 * MOST))
    expected = expected_part((0.5 for _ in range(3 * MOST)), ["amount"], rows)["expected"]
    assert expected["payments"] == MOST
    bounds = [float(each) / (3 * MOST) for each in expected["features"]["amount"]["bounds"]]
    assert bounds == pytest.approx([tenth / 10 for tenth in range(1, 10)], abs=0.01)


def test_the_same_payments_make_the_same_part() -> None:
    assert made() == made()
