"""The verdict on exports: a payment that was complete stands in the files once, as the tables have it, and no other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chaos.export_book import ExportOfKind
from chaos.ledger import Ledger
from chaos.verdict.exports import judge_exports
from chaos.verdict.final_state import FinalState
from tests.chaos.example import ALL_CORRECT, SCORE, SENT, attempt

BEGAN = 1_000_000
SCORED = {**SCORE, "scored_at": "1970-01-01T00:10:00+00:00"}
LABEL = {"label": "fraud", "source": "issuer", "at": 5, "received": 500}
REVIEW = {"transaction_id": "tx", "opened_at": 10, "final_outcome": "declined", "decided_at": 400}
RIGHT = replace(ALL_CORRECT, scores={"tx": SCORED}, labels={"tx": {"history": [LABEL]}}, reviews={"tx": REVIEW})
BECAME: Mapping[str, Any] = {
    "decision": {name: SCORED[name] for name in ("outcome", "fraud_score", "reasons")},
    "labels": [LABEL],
    "review": {"final_outcome": "declined"},
}
LINE = {**SENT, "label": "fraud", "label_received": 500, "exported": BECAME}


def became(**more: Any) -> dict[str, Any]:
    """Make the line with something else of what became of its payment."""
    return {**LINE, "exported": {**BECAME, **more}}


def faults(found: FinalState, *lines: Mapping[str, Any], broken: Sequence[str] = (), began: float = BEGAN) -> list[str]:
    ledger = Ledger()
    ledger.add_attempt("kind", attempt(SENT))
    by_key = {("tx", 7): lines} if lines else {}
    ledger.exports.append(
        ExportOfKind(kind="kind", began=began, since=0, until=99, lines=by_key, broken_files=broken, interrupted=0)
    )
    return [each.fault for each in judge_exports(ledger, "kind", found)]


def test_a_line_of_what_the_tables_hold_is_right() -> None:
    assert faults(RIGHT, LINE) == []


def test_what_was_not_complete_before_it_began_may_be_missing_or_lack_what_came_later() -> None:
    early = {**SENT, "exported": {}}
    assert faults(RIGHT, began=300) == []
    assert faults(replace(RIGHT, reviews={}), early, began=300) == []
    assert faults(replace(RIGHT, reviews={"tx": {**REVIEW, "opened_at": 350}}), early, began=300) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ["lost"]),
        ([LINE, LINE], ["doubled"]),
        ([{**LINE, "amount": Decimal(1)}], ["wrong"]),
        ([{**LINE, "exported": {**BECAME, "labels": []}}], ["lost"]),
        ([became(labels=[LABEL, LABEL])], ["doubled"]),
        ([became(labels=[LABEL, {**LABEL, "label": "legitimate"}])], ["wrong"]),
        ([became(decision={**BECAME["decision"], "outcome": "approve"})], ["wrong"]),
        ([became(decision={**BECAME["decision"], "reasons": []})], ["wrong"]),
        ([became(review={})], ["lost", "lost"]),
        ([became(review={"status": "open"})], ["lost"]),
        ([became(review={"final_outcome": "approved"})], ["wrong"]),
    ],
)
def test_what_is_missing_doubled_or_otherwise_than_in_the_tables_is_found(
    lines: Sequence[Mapping[str, Any]], expected: list[str]
) -> None:
    assert faults(RIGHT, *lines) == expected


def test_a_line_of_nobody_and_a_file_that_is_not_as_the_manifest_says_are_found() -> None:
    assert faults(replace(RIGHT, stored={}), LINE) == ["wrong"]
    assert faults(RIGHT, LINE, broken=["payments-1970-01-01.jsonl"]) == ["wrong"]


def test_a_review_that_no_table_has_is_found() -> None:
    assert faults(replace(RIGHT, reviews={}), LINE) == ["wrong"]
