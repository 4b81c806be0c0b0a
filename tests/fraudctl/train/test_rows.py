"""Rows to train on hold what was known at each payment's own time, and nothing that came later."""

from datetime import timedelta
from decimal import Decimal
from math import isnan
from typing import Any

import pytest

from fraudctl.backtest.payment import PastPayment
from fraudctl.errors import CommandError
from fraudctl.train.codes import Codes
from fraudctl.train.rows import Row, feature_rows, known_features
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.reading import read_model
from tests.handlers.decision.model.models import part

START = 20_000 * DAY
FEATURES = ("amount", "customer.count_24h", "customer.declined_24h", "terminal.frauds_28d", "customer.mean_30d")


def paid(number: int, at: int, label: str = "", *, declined: bool = False, received: int | None = None) -> PastPayment:
    fields: dict[str, Any] = {"customer_id": "C-1", "terminal_id": "T-1", "merchant": "Shop", "amount": Decimal(40)}
    transaction = Transaction(transaction_id=f"tx-{number}", timestamp=START + at, **fields)
    return PastPayment(transaction=transaction, label=label, declined=declined, label_received=received)


def rows(*payments: PastPayment, features: Any = FEATURES, **options: Any) -> list[Row]:
    return list(feature_rows(payments, features, label_delay=timedelta(days=7), **options))


def test_features_are_of_what_came_before() -> None:
    first, second, third = rows(paid(1, 0), paid(2, HOUR), paid(3, 2 * HOUR))
    assert (first.values[:2], second.values[:2], third.values[:2]) == ((40, 0), (40, 1), (40, 2))
    assert isnan(first.values[4])
    assert third.values[4] == 40


def test_a_label_is_a_feature_from_when_it_was_received_on() -> None:
    frauds = [paid(1, 0, "fraud"), paid(2, DAY, "fraud", received=START + 2 * DAY), paid(3, 3 * DAY), paid(4, 7 * DAY)]
    assert [each.values[3] for each in rows(*frauds)] == [0, 0, 1, 2]
    assert [each.fraud for each in rows(*frauds)] == [True, True, False, False]


def test_what_was_declined_then_counts_as_declined() -> None:
    _, after = rows(paid(1, 0, declined=True), paid(2, HOUR))
    assert after.values[2] == 1
    assert isnan(after.values[4])


@pytest.mark.parametrize("first", [0, 1, 99, 100, 130, 250])
def test_what_is_only_known_has_no_row_and_changes_none_of_the_others(first: int) -> None:
    payments = [
        paid(each, each * HOUR, "fraud" if each % 7 == 0 else "", declined=each % 11 == 0) for each in range(250)
    ]

    assert str(rows(*payments, since=START + first * HOUR)) == str(rows(*payments)[first:])


def test_entities_of_a_strategy_are_read_where_it_says() -> None:
    features = known_features({"card": "metadata.card"})
    assert "card.count_24h" in features
    (row,) = rows(paid(1, 0), features=["card.count_24h"], like={"entities": {"card": "metadata.card"}})
    assert isnan(row.values[0])


def test_every_known_feature_is_one_that_a_model_may_read() -> None:
    entities = {"card": "metadata.card", "merchant": "merchant"}
    for name in known_features(entities):
        assert not isinstance(read_model(part(features=[name]), vocabulary_of(entities)), list)


def test_what_grows_with_time_alone_is_not_trained_on() -> None:
    assert {"customer.seconds_since_first", "customer.count_ever"}.isdisjoint(known_features({}))
    assert set(known_features({}, {"customer"})) < set(known_features({}))
    assert not any(each.startswith("terminal.") for each in known_features({}, {"customer"}))


def test_texts_are_rows_by_their_codes() -> None:
    codes, features = Codes(), ["amount", "merchant", "length(merchant)", "flag(metadata.vpn)"]
    first, second = rows(paid(1, 0), paid(2, HOUR), features=features, texts={"merchant": codes})
    assert first.values[:3] == second.values[:3] == (40, 0, 4)
    assert codes.texts == ["Shop"]
    assert isnan(first.values[3])


def test_an_unknown_feature_is_refused() -> None:
    with pytest.raises(CommandError, match=r"customer\.nothing is not known"):
        rows(paid(1, 0), features=["customer.nothing"])
