"""An alert is shown with what caused it, as far as the row recorded it."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.alert_facts import alert_facts
from tests.fraudctl.client.score_rows import ALERTED, EARLIER, ROW, TIMESTAMP

OTHER = TIMESTAMP + 7
LOW = {"fraud_score": Decimal("0.2")}


def details(row: dict[str, Any]) -> list[str]:
    return [fact.detail for fact in alert_facts(row)]


@pytest.mark.parametrize("row", [ROW, EARLIER, {**ROW, "outcome": "approve"}], ids=["now", "earlier", "approved"])
def test_a_score_above_the_threshold_is_the_cause(row: dict[str, Any]) -> None:
    assert details({**row, **ALERTED}) == ["above the threshold of 0.8"]


@pytest.mark.parametrize("score", ["0.8", "0.2", "0"])
@pytest.mark.parametrize("outcome", ["review", "decline"])
def test_below_the_threshold_the_outcome_is_the_cause(score: str, outcome: str) -> None:
    row = {**ROW, "fraud_score": Decimal(score), "outcome": outcome, **ALERTED}
    assert details(row) == [f"by its outcome, {outcome}: the score is not above the threshold of 0.8"]


@pytest.mark.parametrize(
    "row",
    [
        {**EARLIER, **LOW},
        {**ROW, **LOW, "outcome": "approve"},
    ],
    ids=["earlier", "now"],
)
def test_where_neither_is_it_was_another_decision(row: dict[str, Any]) -> None:
    assert details({**row, **ALERTED}) == ["by another decision on this id; the threshold was 0.8"]


def test_an_alert_of_the_other_of_two_that_raced_is_not_given_this_ones_cause() -> None:
    row = {**ROW, **ALERTED, "alerted_timestamps": frozenset({OTHER})}
    assert details(row) == ["by another decision on this id; the threshold was 0.8"]


def test_an_alert_that_is_owed_is_not_the_one_that_was_published() -> None:
    published, owed = details({**ROW, **LOW, **ALERTED, "pending": frozenset({f"alert:{TIMESTAMP}"})})

    assert published == "by another decision on this id; the threshold was 0.8"
    assert owed.startswith("Scoring ended before that was done")


@pytest.mark.parametrize(
    ("pending", "said"),
    [
        (["alert:7"], "alert still owed"),
        (["event:7", "review:7"], "review and event still owed"),
        (["event:7", "alert:8", "review:7", "alert:7"], "review and alert and event still owed"),
        (["of a later version"], "something still owed"),
    ],
)
def test_what_is_owed_is_named(pending: list[str], said: str) -> None:
    assert [fact.what for fact in alert_facts({**ROW, "pending": frozenset(pending)})] == [said]


def test_of_several_alerts_the_first_is_told() -> None:
    row = {**ROW, **ALERTED, "alerted_timestamps": frozenset({TIMESTAMP, OTHER})}
    assert details(row) == [
        f"above the threshold of 0.8; the first of 2, as the id is stored under timestamps {TIMESTAMP}, {OTHER}"
    ]


def test_a_threshold_that_was_not_recorded_is_not_guessed() -> None:
    assert details({**EARLIER, "alerted_at": ALERTED["alerted_at"]}) == ["its threshold was not recorded"]


@pytest.mark.parametrize("value", ["x", True, ["x"], frozenset({"x"}), b"x"], ids=repr)
def test_a_row_that_somebody_edited_is_shown_for_what_it_is(value: Any) -> None:
    names = ("fraud_score", "outcome", "alerted_above", "alerted_at", "alerted_timestamps", "pending")
    assert len(details({**ROW, **dict.fromkeys(names, value)})) == 2


def test_a_row_without_a_record_has_no_alert() -> None:
    assert details(ROW) == []
