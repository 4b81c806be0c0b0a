"""The book's features are what its description says, counted anew from all payments."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from bench.detection.handbook.book_features import BOOK_FEATURES, BookFeatures
from bench.detection.run import Setting
from fraudctl.backtest.payment import PastPayment, payment_of
from handlers.decision.entity.feature import DAY, HOUR
from simulation import HANDBOOK_START

START = int(HANDBOOK_START.timestamp()) * 1000
SUNDAY = START  # 1 April 2018


def paid(at: int, *, amount: int = 10, customer: str = "C", terminal: str = "T", fraud: bool = False) -> PastPayment:
    """Return a payment at a time, in epoch milliseconds."""
    return payment_of(
        {
            "transaction_id": f"{at}",
            "timestamp": at,
            "amount": Decimal(amount),
            "customer_id": customer,
            "terminal_id": terminal,
            "label": "fraud" if fraud else "legitimate",
        }
    )


def features(*payments: PastPayment) -> dict[str, float]:
    """Return those of the last payment."""
    book = BookFeatures()
    *_, last = (book.add(each) for each in payments)
    return dict(zip(BOOK_FEATURES, last, strict=True))


def test_there_are_fifteen() -> None:
    assert len(set(BOOK_FEATURES)) == 15


@pytest.mark.parametrize(
    ("at", "weekend", "night"),
    [(SUNDAY + 12 * HOUR, 1, 0), (SUNDAY + DAY + 12 * HOUR, 0, 0), (SUNDAY + 7 * HOUR - 1, 1, 1)],
)
def test_weekend_and_night_are_those_of_the_payment(at: int, weekend: int, night: int) -> None:
    found = features(paid(at))

    assert (found["weekend"], found["night"]) == (weekend, night)


def test_a_customers_windows_hold_the_payment_itself_and_not_what_is_as_old_as_they_are_long() -> None:
    found = features(paid(START, amount=50), paid(START + 1, amount=20), paid(START + DAY, amount=30))

    assert (found["customer.count_1d"], found["customer.mean_1d"]) == (2, 25)
    assert found["customer.count_7d"] == found["customer.count_30d"] == 3


def test_a_terminals_windows_end_a_week_before_the_payment() -> None:
    frauds = [paid(START + each, customer=f"{each}", fraud=each < 2) for each in range(3)]
    assert features(*frauds, paid(START + 7 * DAY - 1))["terminal.count_30d_delayed"] == 0

    found = features(*frauds, paid(START + 7 * DAY + 1))
    assert (found["terminal.count_1d_delayed"], found["terminal.risk_1d_delayed"]) == (2, 1)

    found = features(*frauds, paid(START + 8 * DAY + 1))
    assert (found["terminal.count_1d_delayed"], found["terminal.risk_1d_delayed"]) == (1, 0)
    assert found["terminal.risk_7d_delayed"] == pytest.approx(2 / 3)


def test_features_are_those_of_a_count_over_all_payments() -> None:
    payments = list(Setting(world="handbook", customers=60, days=45, seed=5).payments())
    book = BookFeatures()
    for place, past in enumerate(payments):
        found = dict(zip(BOOK_FEATURES, book.add(past), strict=True))
        if place % 97 == 0:
            assert found == pytest.approx(counted(past, payments[: place + 1]))


def counted(past: PastPayment, known: Sequence[PastPayment]) -> dict[str, float]:
    """Return the features of windows and the amount, by going through all payments."""
    this, found = past.transaction, {"amount": float(past.transaction.amount)}
    for days in (1, 7, 30):
        own = [
            float(each.transaction.amount)
            for each in known
            if each.transaction.customer_id == this.customer_id
            and this.timestamp - days * DAY < each.transaction.timestamp <= this.timestamp
        ]
        there = [
            each.fraudulent
            for each in known
            if each.transaction.terminal_id == this.terminal_id
            and -(days + 7) * DAY < each.transaction.timestamp - this.timestamp <= -7 * DAY
        ]
        found |= {f"customer.count_{days}d": len(own), f"customer.mean_{days}d": sum(own) / len(own)}
        risk = sum(there) / len(there) if there else 0
        found |= {f"terminal.count_{days}d_delayed": len(there), f"terminal.risk_{days}d_delayed": risk}
    hour, weekday = this.timestamp // HOUR % 24, (this.timestamp // DAY + 3) % 7
    return {**found, "weekend": float(weekday >= 5), "night": float(hour <= 6)}
