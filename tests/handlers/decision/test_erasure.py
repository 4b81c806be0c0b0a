"""A mark tells what of an entity was received before its erasure, and nobody who it is."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import ALWAYS, IdPlace
from handlers.decision.erasure import (
    MOST_MARKS,
    NO_ERASURES,
    Erasures,
    TooManyErasures,
    UnreadableErasures,
    begun_after,
    decode,
    encode,
)
from tests.handlers.marked_entities import KEY, marked

MOMENT = 1_795_350_600_000
CARD = IdPlace("metadata", "card")


def payment(received: int | None = None, **fields: Any) -> Transaction:
    made = {"transaction_id": "tx-1", "timestamp": MOMENT - 1000, "amount": Decimal(1), "merchant": "Bakery"}
    return Transaction(**{**made, **({} if received is None else {"received": received}), **fields})


def covers(erasures: Erasures, transaction: Transaction, now: int = MOMENT + 60_000) -> bool:
    return erasures.covers(transaction, transaction.received_by(now))


@pytest.mark.parametrize(
    ("transaction", "covered"),
    [
        (payment(customer_id="C-1"), True),
        (payment(MOMENT - 1, customer_id="C-1"), True),
        (payment(MOMENT, customer_id="C-1"), False),
        (payment(MOMENT + 5, customer_id="C-1"), False),
        (payment(MOMENT - 1, customer_id="C-2"), False),
        (payment(MOMENT - 1, customer_id="c-1"), False),
        (payment(MOMENT - 1, terminal_id="C-1"), False),
        (payment(MOMENT - 1), False),
    ],
)
def test_what_was_received_before_the_moment_is_covered_by_its_receipt_or_else_its_event_time(
    transaction: Transaction, *, covered: bool
) -> None:
    assert covers(marked(MOMENT, "C-1", "C-9"), transaction) is covered


def test_an_update_of_a_row_is_as_old_as_the_row() -> None:
    assert covers(marked(MOMENT, "C-1"), payment(row_received=MOMENT - 1, timestamp=MOMENT + 1, customer_id="C-1"))


def test_a_clock_from_the_future_makes_nothing_new() -> None:
    """An event time after now counts as now: the payload of an earlier version does not say when it was received."""
    ahead = payment(timestamp=MOMENT + 3_600_000, customer_id="C-1")

    assert covers(marked(MOMENT, "C-1"), ahead, now=MOMENT - 1)


@pytest.mark.parametrize(("written", "covered"), [({"S": "T-9"}, True), ({"S": "T-8"}, False), ({"NULL": True}, False)])
def test_an_entity_of_the_metadata_is_known_by_its_place_whatever_strategies_are_at_work(
    written: dict[str, Any], *, covered: bool
) -> None:
    erasures = marked(MOMENT, "T-9", kind="card", place=CARD)

    assert covers(erasures, payment(metadata={"card": written})) is covered


def test_a_payment_of_two_that_were_erased_is_covered_until_the_later_moment() -> None:
    both = marked(MOMENT, "C-1").marking(EntityKey("terminal", "T-1"), ALWAYS["terminal"], MOMENT + 9, new_key=b"")

    assert covers(both, payment(MOMENT + 8, customer_id="C-1", terminal_id="T-1"))
    assert not covers(both, payment(MOMENT + 8, customer_id="C-1"))


def test_who_is_erased_twice_has_one_mark_with_the_later_moment() -> None:
    again = marked(MOMENT, "C-1").marking(EntityKey("customer", "C-1"), ALWAYS["customer"], MOMENT + 5, new_key=b"")

    assert [each.moment for each in again.marks] == [MOMENT + 5]
    assert again.moment_of("profile#customer#C-1") == again.moment_of("facts#customer#C-1") == MOMENT + 5
    assert again.moment_of("profile#customer#C-2") is None
    assert again.without(again.marks[0]).marks == ()


def test_marks_are_read_as_they_were_written_and_hold_no_id() -> None:
    erasures = marked(MOMENT, "a-customer-of-ours")

    assert decode(encode(erasures)) == erasures
    assert b"a-customer" not in encode(erasures)


def test_another_key_makes_another_hash() -> None:
    other = NO_ERASURES.marking(EntityKey("customer", "C-1"), ALWAYS["customer"], MOMENT, new_key=b"o" * len(KEY))

    assert other.marks[0].hash != marked(MOMENT, "C-1").marks[0].hash


def test_as_many_as_there_may_be_are_less_than_an_item_may_hold() -> None:
    full = marked(MOMENT, *(f"C-{number}" for number in range(MOST_MARKS)))

    assert len(encode(full)) < 30 * 1024, "seven read units and a half a batch"
    with pytest.raises(TooManyErasures):
        full.marking(EntityKey("customer", "one more"), ALWAYS["customer"], MOMENT, new_key=KEY)
    assert full.marking(EntityKey("customer", "C-7"), ALWAYS["customer"], MOMENT + 1, new_key=KEY)


@pytest.mark.parametrize("written", [None, "text", b"", b"\x02\x92", b"\x01\x92", encode(marked(1, "C-1"))[:-1]])
def test_marks_that_cannot_be_read_are_never_taken_for_none(written: object) -> None:
    with pytest.raises(UnreadableErasures):
        decode(written)


@pytest.mark.parametrize(
    ("attributes", "moment"), [({}, 0), ({"begun_after": {"N": "7"}}, 7), ({"begun_after": {"S": "x"}}, 0)]
)
def test_a_profile_says_after_which_erasure_it_was_begun(attributes: dict[str, Any], moment: int) -> None:
    assert begun_after(attributes) == moment


def test_the_mark_of_an_entity_is_that_of_its_kind_and_id() -> None:
    erasures = marked(MOMENT, "C-1", "C-2")

    mark = erasures.mark_of(EntityKey("customer", "C-2"))

    assert mark is not None
    assert mark.hash == erasures.hash("customer#C-2")
    assert mark.moment == MOMENT
    assert erasures.mark_of(EntityKey("customer", "C-3")) is None
    assert erasures.mark_of(EntityKey("terminal", "C-2")) is None
