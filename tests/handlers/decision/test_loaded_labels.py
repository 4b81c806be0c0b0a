"""Labels of past payments become facts once each, from when they were received."""

from typing import Any

import msgspec
import pytest

from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import MOST_LABELS
from handlers.decision.profile.labels import frauds
from tests.handlers.decision.past_payments import CUSTOMER_FACTS, FILE, MINUTE, START, line, past_of


def test_a_label_is_known_from_the_payment_on_unless_the_file_says_when_it_was_received() -> None:
    later = START + 9 * MINUTE
    entries = [line(1, fraud=True), msgspec.structs.replace(line(2, fraud=True), label_received=later)]

    stated = past_of(entries).labelled(CUSTOMER_FACTS, None)

    labels = facts_of.decode(stated or {}).labels
    assert [each.received for each in labels] == [START + MINUTE, later]
    assert [(each.amount, each.fraud) for each in labels] == [(1 * 10_000, True), (2 * 10_000, True)]


@pytest.mark.parametrize("mark", [{"line": "many"}, {"line": -1}, {"load": "12345678"}, {"load": None}])
def test_facts_with_a_mark_that_no_load_makes_are_labelled_as_if_they_had_none(mark: dict[str, Any]) -> None:
    stated = {**(past_of([line(1, fraud=True)]).labelled(CUSTOMER_FACTS, None) or {}), **mark}

    after = past_of([line(1, fraud=True)]).labelled(CUSTOMER_FACTS, stated)

    assert after
    assert (after["load"], after["line"], len(facts_of.decode(after).labels)) == (FILE, 1, 1)


def test_labels_are_taken_once_also_those_that_stand_by_their_day_only() -> None:
    entries = [line(number, fraud=True) for number in range(1, MOST_LABELS + 37)]
    past = past_of(entries)
    stated = past.labelled(CUSTOMER_FACTS, None)
    assert stated

    assert past.labelled(CUSTOMER_FACTS, stated) is None
    assert past.taken[CUSTOMER_FACTS] == set()
    assert frauds(facts_of.decode(stated), 0, START + 10_000 * MINUTE) == MOST_LABELS + 36
    assert stated.keys() == {"labels", "load", "line"}, "lists have another writer"


def test_damaged_facts_are_left_alone() -> None:
    past = past_of([line(1, fraud=True)])

    assert past.labelled(CUSTOMER_FACTS, {"labels": b"\x01damaged"}) is None
    assert CUSTOMER_FACTS in past.unreadable
