"""On held-out time the strategy is tried as by a backtest, and its probabilities are held against what was seen."""

from decimal import Decimal

import pytest

from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.result import figures
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.train.calibration import Calibration
from tests.fraudctl.train.modelled import WEEK, a_report, paid, with_model

HIGH, LOW = Decimal("0.880797078"), Decimal("0.017986210")
PAYMENTS = [
    paid(0, 900, "fraud"),
    paid(1, 20),
    paid(2, 900, "fraud"),
    paid(3, 900),
    paid(4, 20, "burst"),
    paid(5, 20, merchant="Trap"),
    paid(6, 900, "", declined=True),
]


def test_figures_are_those_of_a_backtest_of_the_same_payments() -> None:
    held_out = a_report(PAYMENTS).held_out
    backtest = Backtest(with_model(), against=packaged_strategy(), label_delay=WEEK)
    backtest.run(enumerate(PAYMENTS, 1))
    assert figures(held_out.trained.detection) == figures(backtest.tried.detection)
    assert backtest.against
    assert figures(held_out.against.detection) == figures(backtest.against.detection)
    assert held_out.comparison == backtest.comparison


def test_payments_before_are_history_and_stand_in_no_figure() -> None:
    held_out = a_report(PAYMENTS, since=PAYMENTS[2].transaction.timestamp).held_out
    assert held_out.trained.detection.transactions == len(PAYMENTS) - 2
    assert held_out.calibration.payments == len(PAYMENTS) - 3, "without the one that nobody knows of"
    assert held_out.trained.detection.frauds == 2


def test_each_probability_is_the_models_whatever_rule_fired() -> None:
    calibration = a_report(PAYMENTS).held_out.calibration
    low, high = calibration.tenths[0], calibration.tenths[8]
    assert (low.payments, low.frauds, low.total) == (3, 1, 3 * LOW)
    assert (high.payments, high.frauds, high.total) == (3, 2, 3 * HIGH)
    assert calibration.error == pytest.approx((1 - 3 * float(LOW) + 3 * float(HIGH) - 2) / 6)


@pytest.mark.parametrize(("threshold", "alerts"), [("0.881", 0), ("0.88", 4), ("0.018", 4), ("0.017", 7)])
def test_a_threshold_alerts_what_is_above_it_and_nothing_else(threshold: str, alerts: int) -> None:
    points = a_report(PAYMENTS).held_out.curve.points(Decimal(threshold))
    (found,) = [each for each in points if each.threshold == Decimal(threshold)]
    assert found.alerts == alerts


def test_the_curve_knows_what_each_threshold_catches_and_of_what_nobody_knows() -> None:
    found = a_report(PAYMENTS).held_out.curve.points(Decimal("0.5"))[1]
    assert (found.caught, found.unknown, found.value_caught) == (2, 1, {"EUR": Decimal(1800)})
    assert found.precision == pytest.approx(2 / 3)


def test_certainty_is_in_the_last_tenth_and_no_payment_has_no_error() -> None:
    calibration = Calibration()
    assert calibration.error is None
    calibration.add(Decimal(1), fraud=True)
    calibration.add(Decimal("0.3"), fraud=False)
    assert [each.payments for each in calibration.tenths] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert calibration.error == pytest.approx(0.15)
    assert calibration.tenths[0].expected is calibration.tenths[0].seen is None
