"""The work of people on reviews is such as the API takes, in every order and at once."""

import json
import random
from itertools import chain

import pytest

from chaos.traffic.cases import ReadBack, ReviewAction, ReviewsDue, TrafficCase
from chaos.traffic.reviews import PEOPLE, review_cases
from handlers.contract.review_request import decode_review_request

NAMES = [f"kind-{number:06}" for number in range(400)]


@pytest.fixture(scope="module")
def cases() -> list[TrafficCase]:
    return list(review_cases(NAMES, 0.8, random.Random(1), "kind-unreviewed"))  # noqa: S311 -- no secret


def actions_of(case: TrafficCase) -> list[ReviewAction]:
    calls = chain.from_iterable(step for step in case.steps if isinstance(step, tuple))
    return [call for call in calls if isinstance(call, ReviewAction)]


def test_every_action_is_one_that_the_api_takes_of_a_person_who_is_there(cases: list[TrafficCase]) -> None:
    every = list(chain.from_iterable(map(actions_of, cases)))

    for each in every:
        decode_review_request(json.dumps(each.fields).encode(), "arn:aws:iam::000000000000:user/mia")
    assert {each.person for each in every} == set(range(PEOPLE))
    assert {each.fields["action"] for each in every} == {"claim", "release", "decide"}
    assert {each.fields.get("outcome") for each in every} == {None, "approve", "decline"}
    assert {each.fields.get("label") for each in every} == {None, "fraud", "legitimate"}
    assert any(each.fields["transaction_id"].startswith("kind-unreviewed-") for each in every)


def test_people_contradict_one_another_at_once_and_come_too_late(cases: list[TrafficCase]) -> None:
    at_once = [step for case in cases for step in case.steps if isinstance(step, tuple) and len(step) > 1]
    outcomes = [{call.fields.get("outcome") for call in step if isinstance(call, ReviewAction)} for step in at_once]

    assert {"approve", "decline"} in outcomes
    assert any(isinstance(case.steps[1], ReviewsDue) for case in cases)
    assert all(read_back(case) for case in cases)


def read_back(case: TrafficCase) -> list[str]:
    calls = chain.from_iterable(step for step in case.steps if isinstance(step, tuple))
    return [call.transaction_id for call in calls if isinstance(call, ReadBack)]


def test_no_review_is_worked_on_by_two_cases(cases: list[TrafficCase]) -> None:
    ids = list(chain.from_iterable(map(read_back, cases)))

    assert len(ids) == len(set(ids)) > 300
    assert set(ids) <= set(NAMES)
