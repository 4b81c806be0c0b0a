"""Payloads to Scoring are as few as fit, in order, complete, and read as they were written."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.score_request import LARGEST_PAYLOAD, pack, unpack
from handlers.contract.stream import Arrival
from handlers.contract.transaction import Transaction
from tests.handlers.functions import captured_event


def numbered_arrival(number: int, merchant: str) -> Arrival:
    transaction = Transaction(
        transaction_id=f"tx-{number}", timestamp=number, amount=Decimal("0.10"), merchant=merchant
    )
    return Arrival(sequence_number=str(number), transaction=transaction)


texts = st.lists(st.text(max_size=9) | st.sampled_from("\ufffe\uffff\\"), min_size=1, max_size=20).map("".join)
batches = st.lists(texts, max_size=30).map(
    lambda merchants: [numbered_arrival(number, merchant) for number, merchant in enumerate(merchants)]
)


@given(batches, st.integers(1_300, 4_000))
def test_payloads_are_as_few_as_fit_and_carry_everything_once_in_order(arrivals: list[Arrival], largest: int) -> None:
    packed = list(pack(arrivals, largest))

    assert [each for carried, _ in packed for each in carried] == arrivals
    assert all(len(payload) <= largest for _, payload in packed)
    for carried, payload in packed:
        assert not {"\ufffe", "\uffff"} & set(payload.decode())
        assert unpack(json.loads(payload)) == [each.transaction for each in carried]
    for (carried, payload), (following, _) in pairwise(packed):
        one_more = next(iter(pack([*carried, following[0]], 10**9)))[1]
        assert len(payload) <= largest < len(one_more)


def test_a_payload_may_be_as_large_as_the_limit_to_the_byte() -> None:
    arrivals = [numbered_arrival(1, "a"), numbered_arrival(2, "b")]
    ((_, both),) = pack(arrivals)

    assert len(list(pack(arrivals, len(both)))) == 1
    assert len(list(pack(arrivals, len(both) - 1))) == 2


def test_a_full_batch_of_the_largest_transactions_fits_few_payloads() -> None:
    largest = Transaction(
        transaction_id="🦊" * 256,
        timestamp=1_795_350_615_123,
        amount=Decimal("9" * 38),
        merchant="\u0001" * 256,
        customer_id="🦊" * 128,
        terminal_id="🦊" * 128,
    )
    packed = list(pack([Arrival(sequence_number=str(number), transaction=largest) for number in range(100)]))

    assert [len(carried) for carried, _ in packed] == [68, 32]
    assert all(len(payload) <= LARGEST_PAYLOAD == 253_952 for _, payload in packed)


@pytest.mark.parametrize("field", ["transaction_id", "merchant", "customer_id", "terminal_id", "currency", "trace_id"])
def test_characters_that_a_queue_refuses_are_escaped_in_every_text_and_counted_at_their_escaped_size(
    field: str,
) -> None:
    texts: dict[str, Any] = {"transaction_id": "tx-1", "merchant": "m", field: "\ufffe a \uffff" * 20}
    transaction = Transaction(timestamp=7, amount=Decimal("0.10"), **texts)
    arrivals = [Arrival(sequence_number=str(number), transaction=transaction) for number in range(2)]

    ((_, both),) = pack(arrivals)

    assert not {"\ufffe", "\uffff"} & set(both.decode())
    assert unpack(json.loads(both)) == [transaction, transaction]
    assert [len(carried) for carried, _ in pack(arrivals, len(both))] == [2]
    assert [len(carried) for carried, _ in pack(arrivals, len(both) - 1)] == [1, 1]


def test_no_arrivals_make_no_payload() -> None:
    assert list(pack([])) == []


def test_amounts_travel_as_strings_and_arrive_exactly() -> None:
    transactions = unpack(captured_event("score_request"))

    assert [each.amount for each in transactions] == [Decimal("12500.5"), Decimal(0), Decimal("5000.01")]


@pytest.mark.parametrize(
    "broken",
    [{}, {"transactions": {}}, {"transactions": [{}]}, {"transactions": [{"transaction_id": "tx-1"}]}, [], None],
)
def test_an_event_that_is_not_a_score_request_raises(broken: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        unpack(broken)
