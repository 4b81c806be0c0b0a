"""The documented exception applies to requests of one id that raced under several timestamps, and to no others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.ledger import Attempt
from chaos.verdict.allowances import Allowances
from tests.chaos.example import (
    ALERT,
    ALL_CORRECT,
    ITEM,
    LATER,
    LATER_ALERT,
    LATER_ITEM,
    SCORE,
    SCORE_OF_BOTH,
    SENT,
    UNTIMED,
    attempt,
    verdict_on,
    violations,
)

TWO = replace(
    ALL_CORRECT,
    stored={"tx": [ITEM, LATER_ITEM]},
    scores={"tx": SCORE_OF_BOTH},
    alerts={"tx": [ALERT, LATER_ALERT]},
)
FIRST = attempt(SENT, at=(0, 2))


@pytest.mark.parametrize(
    "second",
    [
        attempt(LATER, at=(1, 3)),
        attempt(LATER, "unknown", 503, at=(1, 3)),
        attempt(UNTIMED, at=(1, 3), told=8),
    ],
    ids=["another time", "another time, outcome unknown", "no time"],
)
def test_a_race_under_several_times_may_end_as_two_items_and_is_counted(second: Attempt) -> None:
    found = verdict_on(TWO, FIRST, second)

    assert found.findings == []
    assert found.raced == {"tx"}


@pytest.mark.parametrize(
    ("attempts", "late_effect"),
    [
        pytest.param([FIRST, attempt(LATER, at=(3, 4))], 0, id="one after the other"),
        pytest.param([FIRST, attempt(LATER, at=(5, 6))], 2, id="later than any fault can delay it"),
        pytest.param(
            [FIRST, attempt(LATER, at=(3, 4)), attempt(SENT, "repeated", at=(3, 4))], 0, id="a mere repeat raced"
        ),
        pytest.param(
            [FIRST, attempt(LATER, at=(3, 4)), attempt(LATER, "refused", 409, at=(0, 1))], 0, id="a refusal raced"
        ),
    ],
)
def test_two_items_are_doubled_unless_their_requests_raced(attempts: Sequence[Attempt], late_effect: float) -> None:
    found = verdict_on(TWO, *attempts, allowances=Allowances(late_effect=late_effect))

    assert "doubled" in [finding.fault for finding in found.findings]
    assert not found.raced


def test_a_request_races_for_as_long_as_a_fault_lets_it_take_effect() -> None:
    assert violations(TWO, FIRST, attempt(LATER, at=(3, 4)), allowances=Allowances(late_effect=2)) == []


def test_of_three_items_each_two_must_have_raced() -> None:
    last = {**SENT, "timestamp": 9}
    three = replace(TWO, stored={"tx": [ITEM, LATER_ITEM, {**ITEM, "timestamp": 9}]})
    three = replace(three, scores={"tx": {**SCORE, "alerted_timestamps": {Decimal(each) for each in (7, 8, 9)}}})
    three = replace(three, alerts={"tx": [ALERT, LATER_ALERT, {**ALERT, "timestamp": 9}]})
    second = attempt(LATER, at=(1, 4))

    assert violations(three, FIRST, second, attempt(last, at=(1, 3))) == []
    assert violations(three, FIRST, second, attempt(last, at=(3, 5))) == ["doubled"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"alerts": {"tx": [ALERT, ALERT, LATER_ALERT]}}, "doubled", id="alerted twice under one time"),
        pytest.param({"alerts": {"tx": [ALERT]}}, "lost", id="alerted under one time only"),
        pytest.param({"scores": {"tx": {**SCORE_OF_BOTH, "timestamp": 9}}}, "wrong", id="a score of neither"),
        pytest.param({"scores": {"tx": SCORE}}, "wrong", id="a score that says but one time of its alerts"),
        pytest.param({"stored": {"tx": [ITEM, {**LATER_ITEM, "amount": Decimal(3)}]}}, "overwritten", id="overwritten"),
    ],
)
def test_the_exception_allows_two_items_and_nothing_else(changes: Mapping[str, Any], fault: str) -> None:
    assert fault in violations(replace(TWO, **changes), FIRST, attempt(LATER, at=(1, 3)))
