"""Facts survive their item, and of an item that is damaged what can be read still counts."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.profile.facts import Facts, Label, Listing, UnreadableFacts, decode, encode
from tests.handlers.decision.profile.model import DAY, START
from tests.handlers.decision.profile.test_facts import LATER, TEN, facts_of, labelled

labels = st.builds(
    Label,
    identity=st.binary(min_size=8, max_size=8),
    time=st.integers(START, START + 3 * DAY),
    received=st.integers(START, LATER),
    amount=st.none() | st.integers(0, 10**19),
    currency=st.sampled_from(["EUR", ""]),
    declined=st.booleans(),
    fraud=st.booleans(),
)
listings = st.builds(
    Listing,
    by=st.just("arn:ana"),
    at=st.integers(0, LATER),
    until=st.none() | st.integers(0, LATER),
    note=st.none() | st.text(),
)


@given(st.lists(labels, max_size=80), st.dictionaries(st.text(min_size=1), listings, max_size=3))
def test_facts_survive_their_item(of: list[Label], lists: dict[str, Listing]) -> None:
    facts = Facts(facts_of(of).labels, facts_of(of).days, lists)
    item = encode(facts)
    assert decode(item) == facts
    stored = {
        name: {key: Decimal(v) if isinstance(v, int) else v for key, v in each.items()}
        for name, each in item["lists"].items()
    }
    assert decode({**item, "lists": stored, "entity": "facts#customer#C-1", "version": Decimal(3)}) == facts


def test_an_item_without_facts_holds_none() -> None:
    assert decode({"entity": "facts#customer#C-1"}) == Facts()


WRITTEN = encode(facts_of([labelled(each) for each in TEN]))["labels"]


@given(st.binary(max_size=60) | st.integers(0, len(WRITTEN) - 1).map(lambda end: WRITTEN[:end]))
def test_labels_that_are_damaged_are_unreadable(written: bytes) -> None:
    with pytest.raises(UnreadableFacts):
        decode({"labels": written})


@pytest.mark.parametrize("squares", ["", "-1", "1.5", "many", "9" * 5_000], ids=lambda each: each[:5])
def test_a_day_whose_sum_of_squares_is_no_number_is_unreadable(squares: str) -> None:
    """Python converts no text of more than 4,300 digits, and a batch must not find that out."""
    day = [START // DAY, "EUR", START, 1, 1, 10_000, squares]

    with pytest.raises(UnreadableFacts):
        decode({"labels": b"\1" + msgspec.msgpack.encode([[], [day]])})


@pytest.mark.parametrize(
    "lists",
    [
        None,
        [],
        {"blocked": None},
        {"blocked": {"by": "x"}},
        {"blocked": {"by": 7, "at": 7}},
        {"b": {"by": "x", "at": "?"}},
    ],
)
def test_lists_that_are_damaged_are_unreadable(lists: Any) -> None:
    with pytest.raises(UnreadableFacts):
        decode({"lists": lists})


def test_what_can_be_read_of_damaged_facts_still_counts() -> None:
    """Lists count whatever became of the labels, and the other way round."""
    item = encode(Facts(facts_of([labelled(TEN[0])]).labels, (), {"blocked": Listing(by="arn:ana", at=START)}))

    with pytest.raises(UnreadableFacts, match="labels") as of_labels:
        decode({**item, "labels": b"\x02of a later release"})
    with pytest.raises(UnreadableFacts, match="lists") as of_lists:
        decode({**item, "lists": {**item["lists"], "vip": {"by": 7}}})
    with pytest.raises(UnreadableFacts) as of_both:
        decode({"labels": b"", "lists": None})

    assert of_labels.value.readable == Facts(lists={"blocked": Listing(by="arn:ana", at=START)})
    assert of_lists.value.readable == Facts(
        facts_of([labelled(TEN[0])]).labels, lists={"blocked": Listing(by="arn:ana", at=START)}
    )
    assert of_both.value.readable == Facts()
