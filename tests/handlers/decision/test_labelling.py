"""The row of labels and the facts that follow from it: which label counts, since when, and what is told to whom."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.labelled_item import UnreadableLabels, from_item, to_item
from handlers.decision.labelled_row import MOST_STATED, LabelledRow, ReviewedDecline, StatedLabel
from handlers.decision.labelling import fact_of, labelled, payment_outcome, with_said
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.event import hashed
from handlers.decision.profile.facts import MOST_LABELS, Facts
from handlers.decision.profile.labels import frauds

DAY = 86_400_000
NOW = 1_795_400_000_000
KEY = "facts#customer#C-1"
CARD = "facts#card#4711"


def stated(at: int, received: int, label: Any = "fraud", **fields: Any) -> StatedLabel:
    return StatedLabel(label=label, source="analyst", at=at, received=received, **fields)


def row_of(*labels: StatedLabel) -> LabelledRow:
    row = LabelledRow(transaction_id="tx-1")
    for each in labels:
        row = row.with_label(each)
    return row


def numbers(value: Any) -> Any:
    """Return a value with its numbers as DynamoDB's."""
    match value:
        case int():
            return Decimal(value)
        case dict():
            return {name: numbers(each) for name, each in value.items()}
        case list():
            return [numbers(each) for each in value]
    return value


def payment(name: str, timestamp: int) -> Transaction:
    return Transaction(transaction_id=name, timestamp=timestamp, amount=Decimal(12), merchant="Bakery", customer_id="C")


@pytest.mark.parametrize(
    ("labels", "since"),
    [
        ([stated(1, 10)], 10),
        ([stated(1, 10, "legitimate")], None),
        ([stated(1, 10), stated(2, 11)], 10),
        ([stated(2, 10), stated(1, 11)], 10),
        ([stated(1, 10), stated(2, 11, "legitimate"), stated(3, 12)], 12),
        ([stated(3, 10), stated(1, 11, "legitimate")], 10),
        ([stated(1, 10), stated(1, 10, "legitimate")], None),
    ],
)
def test_a_fraud_is_known_since_the_first_of_the_latest_labels_that_say_so(
    labels: list[StatedLabel], since: int | None
) -> None:
    assert row_of(*labels).fraud_since == since


def test_a_row_keeps_the_last_labels_only() -> None:
    row = row_of(*[stated(at, 0) for at in range(MOST_STATED + 5)])

    assert [each.at for each in row.history] == list(range(5, MOST_STATED + 5))


def test_a_row_is_read_as_it_is_written() -> None:
    row = msgspec.structs.replace(
        row_of(stated(1, 10, note="10.4"), stated(2, 11, "legitimate")), version=2, holders=frozenset({KEY})
    )

    assert from_item("tx-1", numbers(to_item(row))) == row


def test_a_row_may_hold_a_decline_and_no_label_yet() -> None:
    row = row_of().with_decline(ReviewedDecline(received=10))

    assert from_item("tx-1", numbers(to_item(row))) == row
    assert "label" not in to_item(row)


def test_a_row_is_in_the_index_of_what_is_owed_while_an_event_is() -> None:
    row = row_of()
    for each in (stated(1, 30), stated(2, 20, "legitimate", note="10.4")):
        row = with_said(row, each, NOW)
    item = to_item(row)

    assert from_item("tx-1", numbers(item)) == row
    assert (item["owed_shard"], item["owed_at"]) == ("0", 20)
    assert item["owed_labels"] == [
        {"timestamp": NOW, "label": "fraud", "source": "analyst", "at": 1, "received": 30},
        {"timestamp": NOW, "label": "legitimate", "source": "analyst", "at": 2, "received": 20},
    ]
    assert not {"owed_shard", "owed_at", "owed_labels"} & set(to_item(row_of(stated(1, 30))))


@pytest.mark.parametrize("item", [{}, {"history": []}, {"history": [{"label": "maybe"}]}, {"version": Decimal("NaN")}])
def test_a_row_of_another_form_is_not_read(item: dict[str, Any]) -> None:
    with pytest.raises(UnreadableLabels):
        from_item("tx-1", item)


@pytest.mark.parametrize(
    ("score", "age", "went"),
    [
        (None, 100, None),
        (None, 101, "forgotten"),
        ({"outcome": "decline"}, 0, "declined"),
        ({"outcome": "review"}, 0, "paid"),
        ({}, 0, "paid"),
    ],
)
def test_a_payment_went_as_its_score_says_or_is_forgotten_with_it(score: Any, age: int, went: Any) -> None:
    assert payment_outcome(score, age=age, retention=100) == went


def test_a_payment_that_came_before_its_time_was_never_summed() -> None:
    fact = fact_of(payment("tx-1", NOW + 6 * 60_000), "paid", received=NOW)

    assert (fact.amount, fact.declined) == (None, False)


def test_a_fraud_that_is_in_a_days_sum_any_more_is_counted_once_however_often_it_is_said() -> None:
    facts, rows = Facts(), dict[str, LabelledRow]()

    def say(name: str, label: StatedLabel) -> None:
        nonlocal facts
        number = int(name.partition("-")[2])
        fact = fact_of(payment(name, NOW - 20 * DAY + number), "paid", received=NOW)
        row = rows.get(name, LabelledRow(transaction_id=name))
        change = labelled(row, with_said(row, label, NOW), fact, [KEY], {KEY: facts_of.encode(facts)})
        rows[name] = change.row
        for attributes in change.facts.values():
            facts = facts_of.decode(attributes)

    for number in range(MOST_LABELS + 1):
        say(f"tx-{number}", stated(1, 10))
    assert hashed("tx-0") not in {each.identity for each in facts.labels}

    for at, label in enumerate(["legitimate", "fraud", "legitimate", "fraud"], 2):
        say("tx-0", stated(at, 10, label))

    assert frauds(facts, 0, NOW) == MOST_LABELS + 1
    assert rows["tx-0"].holders == {KEY}


def test_a_row_of_the_longest_notes_stays_within_half_of_what_an_item_may_have() -> None:
    """DynamoDB's limit is 400 KB, names and UTF-8 bytes counted."""
    row = row_of(*(stated(number, number, note="\U0001f4b3" * 1024) for number in range(MOST_STATED)))

    size = sum(
        len(str(name).encode()) + len(str(value).encode())
        for each in to_item(row)["history"]
        for name, value in each.items()
    )

    assert 150 * 1024 < size < 205 * 1024
    assert row.counts.at == MOST_STATED - 1


DECLINE = ReviewedDecline(received=15)

FRAUD, GOOD, FRAUD_AGAIN = stated(1, 10), stated(2, 11, "legitimate"), stated(3, 12)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ([DECLINE], (15, False)),
        ([FRAUD], (10, True)),
        ([FRAUD, DECLINE], (10, True)),
        ([DECLINE, FRAUD], (10, True)),
        ([DECLINE, GOOD], (15, False)),
        ([GOOD, DECLINE], (15, False)),
        ([DECLINE, FRAUD, GOOD], (15, False)),
        ([FRAUD, DECLINE, GOOD], (15, False)),
        ([FRAUD, GOOD, DECLINE], (15, False)),
        ([DECLINE, FRAUD, GOOD, FRAUD_AGAIN], (12, True)),
        ([FRAUD, GOOD], None),
        ([GOOD], None),
    ],
)
def test_the_facts_hold_fraud_while_labels_say_so_else_a_review_s_decline_whatever_came_first(
    said: list[Any], held: tuple[int, bool] | None
) -> None:
    row, facts = row_of(), Facts()
    for each in said:
        fact = fact_of(payment("tx-1", NOW), "paid", received=NOW)
        change = labelled(row, with_said(row, each, NOW), fact, [KEY], {KEY: facts_of.encode(facts)})
        row = change.row
        for attributes in change.facts.values():
            facts = facts_of.decode(attributes)

    assert [(each.received, each.fraud) for each in facts.labels] == ([] if held is None else [held])
    assert row.holders == (frozenset() if held is None else {KEY})
    assert all(each.amount == 120_000 for each in facts.labels)


def test_what_was_said_before_is_known_by_when_it_was_received() -> None:
    row = with_said(with_said(row_of(), DECLINE, NOW), FRAUD, NOW)

    assert row.received(ReviewedDecline(received=99)) == 15
    assert row.received(stated(1, 99)) == 10
    assert row.received(GOOD) is None
    assert row_of().received(DECLINE) is None


def test_a_fraud_is_taken_back_from_facts_of_a_former_entity_that_nobody_could_read_at_the_time() -> None:
    fact = fact_of(payment("tx-1", NOW), "paid", received=NOW)
    told = labelled(row_of(), with_said(row_of(), FRAUD, NOW), fact, [CARD], {})
    damaged = labelled(told.row, with_said(told.row, GOOD, NOW), fact, [], {CARD: {"labels": b"damaged"}})
    again = with_said(damaged.row, stated(3, 12, "legitimate"), NOW)

    mended = labelled(damaged.row, again, fact, [], told.facts)

    assert {key: facts_of.decode(each) for key, each in mended.facts.items()} == {CARD: Facts()}
