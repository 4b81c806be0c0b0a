"""A review is read as it is written, is in the index while something is to be done, and is shown as people read."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.alert import alert_of
from handlers.decision.decide import Decider
from handlers.decision.review import HOUR, Review
from handlers.decision.review_event import review_event
from handlers.decision.review_item import UnreadableReview, from_item, opened, to_item
from handlers.decision.review_view import review_view
from tests.handlers.decision.reviews import ANN, NOW, review
from tests.handlers.strategies import packaged

DECIDED = review(currency="EUR", customer_id="C-1").claimed(ANN, NOW + 1).decided(ANN, "decline", NOW + 2, "n", "fraud")
EXPIRED = review().expired("approve", NOW + HOUR)


@pytest.mark.parametrize(
    "each", [review(), review().claimed(ANN, NOW), DECIDED, DECIDED.settled({"event"}), DECIDED.settled(DECIDED.owed)]
)
def test_a_review_is_read_as_it_is_written(each: Review) -> None:
    assert from_item(from_attributes(to_attributes(to_item(each)))) == each


@pytest.mark.parametrize(
    ("each", "due"),
    [
        (review(), NOW + HOUR),
        (review().claimed(ANN, NOW), NOW + HOUR),
        (DECIDED, NOW + 2 + 60_000),
        (DECIDED.settled({"event", "label"}), NOW + 2 + 60_000),
        (DECIDED.settled(DECIDED.owed), None),
    ],
)
def test_it_is_in_the_index_until_it_is_decided_and_nothing_owed(each: Review, due: int | None) -> None:
    item = to_item(each)

    assert (item["due"] if "review_shard" in item else None) == due
    assert item.get("review_shard", "0") == "0"


def test_what_is_decided_and_owes_nothing_has_kept_the_time_that_it_was_due() -> None:
    item = to_item(DECIDED.settled(DECIDED.owed))

    assert item["due"] == NOW + HOUR
    assert "review_shard" not in item


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"status": "lost"},
        {"due": "soon"},
        {"amount": Decimal("NaN"), "due": {}},
        {"version": "x"},
        {"opened_at": 10**20},
        {"due": -1},
    ],
)
def test_a_row_of_another_form_is_not_read(broken: dict[str, Any]) -> None:
    item = to_item(review()) | broken if broken else {"transaction_id": "tx-1"}

    with pytest.raises(UnreadableReview):
        from_item(item)


def test_it_is_opened_with_what_people_go_by() -> None:
    transaction = Transaction(
        transaction_id="tx-1",
        timestamp=NOW - 60_000,
        amount=Decimal("20000.50"),
        merchant="Crypto Kingdom",
        currency="EUR",
        customer_id="C-1",
    )
    decision = Decider(packaged()).decide(transaction)

    assert opened(alert_of(decision), NOW, 1) == review(currency="EUR", customer_id="C-1")


def test_it_is_shown_with_times_that_people_read() -> None:
    assert review_view(DECIDED) == {
        "transaction_id": "tx-1",
        "timestamp": NOW - 60_000,
        "state": "declined",
        "opened_at": "2026-11-23T02:13:20.000+00:00",
        "due": "2026-11-23T03:13:20.000+00:00",
        "outcome": "review",
        "score": Decimal("0.9"),
        "amount": Decimal("20000.50"),
        "currency": "EUR",
        "merchant": "Crypto Kingdom",
        "customer_id": "C-1",
        "claimed_by": ANN,
        "claimed_at": "2026-11-23T02:13:20.001+00:00",
        "final_outcome": "decline",
        "decided_by": ANN,
        "decided_at": "2026-11-23T02:13:20.002+00:00",
        "note": "n",
        "label": "fraud",
    }


def test_its_event_says_who_decided_what_and_has_the_same_id_however_often_it_is_told() -> None:
    event = review_event(DECIDED, "test")

    assert (event.type, event.at) == ("review.decided", "2026-11-23T02:13:20.002+00:00")
    assert event.content == {
        "timestamp": NOW - 60_000,
        "outcome": "review",
        "final_outcome": "decline",
        "by": ANN,
        "note": "n",
        "label": "fraud",
    }
    assert review_event(DECIDED.settled({"facts"}), "test") == event


def test_the_event_of_an_expired_one_names_nobody() -> None:
    event = review_event(EXPIRED, "test")

    assert event.type == "review.expired"
    assert event.content == {"timestamp": NOW - 60_000, "outcome": "review", "final_outcome": "approve"}
    assert event.id != review_event(DECIDED, "test").id
