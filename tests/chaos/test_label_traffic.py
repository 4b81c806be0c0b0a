"""Labels of the traffic are such as the API takes, but for those that are to be refused, in every order and at once."""

import json
import random
from collections.abc import Iterator
from itertools import chain

import pytest

from chaos.label_book import LabelAttempt, LabelBook, LabelFields
from chaos.traffic.cases import LabelPost, TrafficCase
from chaos.traffic.labels import label_cases, with_early_labels
from chaos.traffic.transactions import START, TrafficMix, single_requests
from handlers.contract.errors import Refused
from handlers.contract.label import decode_labels

NOW = START + 6 * 3_600_000
NAMES = [f"kind-{number:06}" for number in range(600)]


def steps_of(case: TrafficCase) -> Iterator[list[LabelPost]]:
    for step in case.steps:
        if isinstance(step, tuple) and (posts := [call for call in step if isinstance(call, LabelPost)]):
            yield posts


def labels_of(case: TrafficCase) -> Iterator[LabelFields]:
    for post in chain.from_iterable(steps_of(case)):
        yield from post.labels


@pytest.fixture(scope="module")
def cases() -> list[TrafficCase]:
    return list(label_cases(NAMES, 0.8, random.Random(1), "kind-unheard-of"))  # noqa: S311 -- no secret


def test_labels_are_taken_or_refused_as_they_are_meant_to(cases: list[TrafficCase]) -> None:
    every = list(chain.from_iterable(map(labels_of, cases)))
    decoded = [
        each
        for first in range(0, len(every), 100)
        for each in decode_labels(json.dumps({"labels": every[first : first + 100]}).encode(), now=NOW)
    ]

    refused = {each.field for each in decoded if isinstance(each, Refused)}
    assert refused == {"label", "source", "at"}
    assert {each["label"] for each in every} == {"fraud", "legitimate", "maybe"}
    assert any(each["transaction_id"].startswith("kind-unheard-of-") for each in every)
    assert len({each["transaction_id"] for each in every}) > 400


def test_labels_come_again_in_contradiction_and_at_once(cases: list[TrafficCase]) -> None:
    at_once = [posts for case in cases for posts in steps_of(case) if len(posts) > 1]

    assert any(one.labels == other.labels for one, other, *_ in at_once)
    assert any(
        (one.labels[0]["transaction_id"], one.labels[0]["source"])
        == (two.labels[0]["transaction_id"], two.labels[0]["source"])
        and one.labels[0]["label"] != two.labels[0]["label"]
        for one, two, *_ in at_once
    )
    assert any(len({post.labels[0]["transaction_id"] for post in posts}) == len(posts) for posts in at_once)
    again = [[post.labels for post in chain.from_iterable(steps_of(case))] for case in cases]
    assert any(len(posts) == 2 and posts[0] == posts[1] for posts in again)


def test_no_transaction_is_labelled_by_two_cases(cases: list[TrafficCase]) -> None:
    """Then who labels one knows the order of its labels."""
    sets = [{each["transaction_id"] for each in labels_of(case)} for case in cases]

    assert sum(map(len, sets)) == len(set().union(*sets))


def test_some_labels_come_with_their_transaction_or_right_after_it() -> None:
    sent = single_requests(TrafficMix())("kind", 500, 1)
    early = [case for case in with_early_labels(sent, 1, random.Random(2)) if list(steps_of(case))]  # noqa: S311

    assert 100 < len(early) < 200
    together = [
        case
        for case in early
        if any(isinstance(step, tuple) and len({type(each) for each in step}) == 2 for step in case.steps)
    ]
    assert len(early) // 4 < len(together) < len(early)
    for case in early:
        assert {each["transaction_id"] for each in labels_of(case)} <= {
            each["transaction_id"] for post in case.posts for each in post.requests
        }


def test_labels_without_a_last_word_are_to_be_repeated_once_each() -> None:
    book = LabelBook()
    label = {"transaction_id": "tx", "label": "fraud", "source": "issuer", "at": 1}
    for source, statuses in {
        "issuer": ["", "unavailable"],
        "analyst": ["unknown", "stored"],
        "customer": ["refused"],
    }.items():
        for status in statuses:
            fields = {**label, "source": source}
            book.add("kind", LabelAttempt(fields=fields, status=status, http_status=200, sent=0, answered=1))

    assert list(book.unsettled()) == [("kind", label)]
