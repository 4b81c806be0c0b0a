"""Traffic that makes profiles is what its name says, and nothing that the API refuses."""

from collections import Counter
from typing import cast

import msgspec
import pytest

from chaos.traffic.cases import Traffic
from chaos.traffic.customers import (
    DAY,
    HOUR,
    customer_of_newer,
    damaged_customer,
    few_payments_each,
    hot_customers,
    hot_customers_next_day,
    odd_payments,
)
from chaos.traffic.loaded_history import BUSY_HOUR, busy_terminal, history_of
from chaos.traffic.transactions import START
from chaos.verdict.busy import MOST_FOLLOWED
from chaos.verdict.profiles import RING
from chaos.verdict.reckoning import AcceptedPayment
from handlers.contract.batch import decode_batch
from handlers.contract.request import TransactionRequest


def requests_of(traffic: Traffic, count: int) -> list[TransactionRequest]:
    """Return a kind's requests as the API reads them; fail on one that it refuses."""
    every = [fields for case in traffic("kind", count, 1) for post in case.posts for fields in post.requests]
    encode = msgspec.json.Encoder(decimal_format="number").encode
    read = [
        each
        for first in range(0, len(every), 20)
        for each in decode_batch(encode({"transactions": every[first : first + 20]}))
    ]
    accepted = [each for each in read if isinstance(each, TransactionRequest)]
    assert len(accepted) == len(every) >= count
    return accepted


@pytest.mark.parametrize(
    "traffic", [hot_customers, hot_customers_next_day, few_payments_each, odd_payments, busy_terminal]
)
def test_the_same_arguments_make_the_same_traffic(traffic: Traffic) -> None:
    assert requests_of(traffic, 60) == requests_of(traffic, 60)


def test_hot_customers_pay_more_than_a_profile_knows_one_by_one_and_others_do_not() -> None:
    hot = Counter(each.customer_id for each in requests_of(hot_customers, 120))
    few = Counter(each.customer_id for each in requests_of(few_payments_each, 120))

    assert min(hot.values()) > RING
    assert max(few.values()) <= RING
    assert len(few) == 10


def test_odd_payments_are_late_too_old_or_from_the_future_and_of_profiles_that_cannot_be_read() -> None:
    requests = requests_of(odd_payments, 400)

    payments = [
        AcceptedPayment(
            transaction_id=each.transaction_id, time=cast("int", each.timestamp), received=START, amount=each.amount
        )
        for each in requests
    ]
    counted = Counter((each.counts, each.in_windows) for each in payments)
    assert set(counted) == {(True, True), (True, False), (False, False)}
    assert min(counted.values()) > 50
    customers = {each.customer_id for each in requests}
    assert {damaged_customer("kind", 0), customer_of_newer("kind", 3)} <= customers
    assert max(map(len, map(str, customers))) == 128
    metadata = [each.metadata for each in requests if isinstance(each.metadata, dict)]
    cards = {each["card_token"] for each in metadata if "card_token" in each}
    assert len([each for each in cards if isinstance(each, int) and not isinstance(each, bool)]) == 3
    assert len([each for each in cards if str(each).startswith("kind-card-")]) == 3


def test_hot_customers_come_again_20_hours_later() -> None:
    times = [cast("int", each.timestamp) for each in requests_of(hot_customers_next_day, 120)]

    gap = min(times[60:]) - max(times[:60])
    assert 20 * HOUR <= gap < DAY


def test_the_history_of_a_terminal_leaves_room_for_two_payments_in_its_busiest_hour() -> None:
    history, later = history_of("kind"), requests_of(busy_terminal, 60)

    assert {each["terminal_id"] for each in history} == {each.terminal_id for each in later} == {"kind-t"}
    assert {each["timestamp"] // HOUR for each in history} == {BUSY_HOUR // HOUR}
    assert len({each["transaction_id"] for each in history}) == MOST_FOLLOWED - 2
    hours = Counter(cast("int", each.timestamp) // HOUR - BUSY_HOUR // HOUR for each in later)
    assert hours[0] > 10
    assert hours[1] > 10
    assert len(hours) == 2
    known = {each["customer_id"] for each in history}
    assert {each.customer_id for each in later} <= known
