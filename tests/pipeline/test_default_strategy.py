"""The default strategy through the deployed pipeline: what clients post is decided as the contract says."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.default_score import (
    CURRENCY_CASES,
    SEED_CASES,
    Case,
    expected_reasons,
    expected_strategy,
)
from tests.pipeline.stack_calls import post_and_score

START = 1_767_603_600_000
"""Epoch milliseconds of the first transaction."""


def request(transaction_id: str, timestamp: int, case: Case) -> dict[str, Any]:
    """Return the request that a client posts."""
    amount, merchant, currency = case
    fields = {"amount": None if amount is None else Decimal(amount), "merchant": merchant, "currency": currency}
    said = {name: value for name, value in fields.items() if value is not None}
    return {"transaction_id": transaction_id, "timestamp": timestamp, **said}


@pytest.mark.parametrize(
    ("name", "cases"), [("seed", SEED_CASES), ("currency", CURRENCY_CASES)], ids=["seed", "currency"]
)
def test_the_default_score_holds_in_every_case(pipeline: LocalStack, name: str, cases: Sequence[Case]) -> None:
    inbox = Inbox(pipeline.target, f"default-score-{name}")
    by_id = {f"{name}-{place:03}": case for place, case in enumerate(cases)}
    reasons = {each: expected_reasons(case) for each, case in by_id.items()}
    totals = {each: sum(weights.values(), Decimal(0)) for each, weights in reasons.items()}
    risky = {each for each, total in totals.items() if total > Decimal("0.8")}

    rows = post_and_score(pipeline, [request(each, START, case) for each, case in by_id.items()])

    assert {each: row["fraud_score"] for each, row in rows.items()} == totals
    assert {each: {one["reason"]: one["weight"] for one in row["reasons"]} for each, row in rows.items()} == reasons
    assert {each for each, row in rows.items() if row["outcome"] != "approve"} == risky
    assert {row["outcome"] for row in rows.values()} == {"approve", "review"}
    assert all(row["strategy"] == expected_strategy() for row in rows.values())
    assert sorted(alert["transaction_id"] for alert in inbox.take(len(risky))) == sorted(risky)


def test_the_cases_are_as_many_as_the_contract_counts_and_come_to_every_score() -> None:
    assert len(SEED_CASES) == 180
    for cases in (SEED_CASES, CURRENCY_CASES):
        totals = {sum(expected_reasons(case).values(), Decimal(0)) for case in cases}
        assert totals == {Decimal(each) for each in ("0", "0.3", "0.4", "0.5", "0.7", "0.9")}
