"""The handbook's protocol tests what the book tests, and its figures are those of the scores."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from bench.detection.contestants import Contestant, amount_score
from bench.detection.handbook.models import LOGISTIC, LOGISTIC_ON_BOOK, TRAINED, TRAINED_ON_BOOK
from bench.detection.handbook.page import PUBLISHED, handbook_section
from bench.detection.handbook.protocol import BOOK, Fold, Protocol, TestWeeks
from bench.detection.handbook.run import measure_handbook
from bench.detection.run import Setting
from fraudctl.backtest.payment import PastPayment, payment_of
from simulation import HANDBOOK_START
from simulation.day import DAY

START = int(HANDBOOK_START.timestamp()) * 1000
SHORT = Protocol(first=2, length=2, number=2)
SETTING = Setting(world="handbook", customers=700, days=SHORT.days, seed=3)


@pytest.fixture(scope="module")
def result() -> Mapping[str, Any]:
    return measure_handbook(SETTING, SHORT)


def paid(customer: str, day: int, *, fraud: bool = False) -> PastPayment:
    """Return a payment at the beginning of a day."""
    return payment_of(
        {
            "transaction_id": f"{customer}-{day}",
            "amount": Decimal(5),
            "merchant": "M",
            "timestamp": START + day * DAY,
            "customer_id": customer,
            "label": "fraud" if fraud else "legitimate",
        }
    )


def test_the_book_trains_in_four_weeks_from_25_july_on_and_tests_each_a_week_later() -> None:
    assert BOOK.folds[0] == Fold(training=range(115, 122), test=range(129, 136))
    assert [fold.test.start for fold in BOOK.folds] == [129, 136, 143, 150]
    assert BOOK.days == 157


def test_a_payment_belongs_to_the_fold_that_tests_its_day() -> None:
    weeks = TestWeeks(SHORT, START)

    assert [weeks.fold(paid("a", day)) for day in range(11)] == [None] * 6 + [0, 0, 1, 1] + [None]


@pytest.mark.parametrize(
    ("day_of_fraud", "left_out"),
    [
        (1, []),  # before the training of the first fold
        (2, [6, 7]),  # in its training, which is before that of the second
        (3, [6, 7]),
        (4, [7, 8, 9]),  # known from the day on that lies more than two days later
        (5, [8, 9]),
        (6, [9]),
        (7, []),
    ],
)
def test_a_card_is_left_out_once_its_fraud_is_longer_ago_than_the_delay(day_of_fraud: int, left_out: list[int]) -> None:
    weeks = TestWeeks(SHORT, START)
    tested = [weeks.fold(paid("a", day, fraud=day == day_of_fraud)) for day in range(10)]

    assert [day for day in range(6, 10) if tested[day] is None] == left_out


def test_only_the_card_of_the_fraud_is_left_out() -> None:
    weeks = TestWeeks(SHORT, START)
    weeks.fold(paid("a", 2, fraud=True))

    assert weeks.fold(paid("a", 6)) is None
    assert weeks.fold(paid("b", 6)) == 0


def test_the_figures_of_a_fold_are_those_of_its_payments_and_the_mean_is_over_folds(
    result: Mapping[str, Any],
) -> None:
    weeks, folds = TestWeeks(SHORT, START), [Contestant(), Contestant()]
    for past in SETTING.payments():
        if (fold := weeks.fold(past)) is not None:
            folds[fold].add(past, amount_score(past))
    amount = result["scores"]["amount alone"]

    for found, expected in zip(amount["folds"], folds, strict=True):
        assert found.items() <= expected.figures().items()
    average = [each["average_precision"] for each in amount["folds"]]
    assert amount["mean"]["average_precision"] == pytest.approx(sum(average) / 2)
    assert amount["deviation"]["average_precision"] == pytest.approx(abs(average[0] - average[1]) / 2)


def test_every_contestant_is_shown_and_beside_them_what_the_book_published(result: Mapping[str, Any]) -> None:
    models = {
        "scores": dict.fromkeys((TRAINED, LOGISTIC, TRAINED_ON_BOOK, LOGISTIC_ON_BOOK), result["scores"]["random"])
    }
    section = "\n".join(handbook_section(result, models))

    assert set(result["scores"]) == {"default strategy", "the seed's rules", "amount alone", "random"}
    assert all(f"\n| {name} | 0." in section for name in [*result["scores"], *models["scores"], *PUBLISHED])
    assert f"\n| {TRAINED} | average precision | 0.75 | " in section
    assert all(frauds > 0 for frauds in result["tested_frauds"])
    assert sum(result["tested"]) < result["transactions"]
