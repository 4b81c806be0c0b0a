"""Decision answers with an outcome and its reasons, and stores both with the transaction under one claim."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.row_expiry import EXPIRY
from handlers.contract.row_image import CLAIM, CLAIM_TIMESTAMP
from handlers.contract.transaction import Transaction
from handlers.decision.stored_decision import decode
from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import packaged, strategy_of

PAID: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 20000,
    "merchant": "Crypto Kingdom",
    "timestamp": NOW - 500,
    "customer_id": "C-1",
    "metadata": {"card_token": "T-9", "attempt": 1},
}
APPROVED = PAID | {"amount": 12.5, "merchant": "Corner Bakery"}
STRATEGY = {"name": packaged().name, "digest": packaged().digest}


def test_it_answers_with_the_outcome_and_its_reasons(decisions: DecisionsOnAws) -> None:
    answer = decisions.post(PAID)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.body == {
        "transaction_id": "tx-1",
        "timestamp": NOW - 500,
        "outcome": "review",
        "score": 0.9,
        "reasons": [
            {
                "reason": "amount_above_10000",
                "weight": 0.5,
                "values": {"amount": 20000},
                "message": "This payment is unusually large.",
            },
            {"reason": "suspicious_merchant", "weight": 0.4, "values": {"merchant": "Crypto Kingdom"}},
        ],
        "tags": [],
        "strategy": STRATEGY,
    }


def test_row_and_claim_are_stored_with_the_decision(decisions: DecisionsOnAws) -> None:
    decisions.post(APPROVED)

    (row,), (claim,) = decisions.rows, decisions.claims
    assert claim == {"key": "id#tx-1", "expiry": NOW // 1000 + 86_400}
    decision = row.pop("decision")
    assert row == {**APPROVED, "amount": Decimal("12.5"), "created_at": "2026-11-22T12:31:40.500+00:00"}
    metadata = {"card_token": {"S": "T-9"}, "attempt": {"N": "1"}}
    fields = {name: value for name, value in row.items() if name != "created_at"}
    stored = decode(decision, Transaction(**{**fields, "timestamp": NOW - 500, "metadata": metadata}))
    assert (stored.outcome, stored.score, stored.basis.as_of) == ("approve", Decimal(0), NOW)


def test_a_request_without_a_timestamp_gets_the_time_of_its_receipt(decisions: DecisionsOnAws) -> None:
    answer = decisions.post({name: value for name, value in PAID.items() if name != "timestamp"})
    assert (answer.body["timestamp"], decisions.rows[0]["timestamp"]) == (NOW, NOW)


@pytest.mark.parametrize(("expiry", "timestamp"), [(NOW // 1000 + 1, NOW - 700), (NOW // 1000 - 1, NOW)])
def test_a_request_without_a_timestamp_gets_the_one_that_was_claimed_for_its_id_unless_that_has_expired(
    decisions: DecisionsOnAws, expiry: int, timestamp: int
) -> None:
    claim = {"transaction_id": "tx-1", "timestamp": CLAIM_TIMESTAMP, CLAIM: NOW - 700, EXPIRY: expiry}
    decisions.put(decisions.ingestion.table, claim)

    answer = decisions.post({name: value for name, value in PAID.items() if name != "timestamp"})

    assert (answer.body["timestamp"], decisions.rows[0]["timestamp"]) == (timestamp, timestamp)


@pytest.mark.parametrize("timestamp", [NOW - 500, NOW - 499, None], ids=["the same", "another timestamp", "none"])
def test_a_repeat_hears_the_first_answer_with_the_first_timestamp(
    decisions: DecisionsOnAws, timestamp: int | None
) -> None:
    first = decisions.post(PAID)
    decisions.clock.now += 100_000
    decisions.decide_by(strategy_of({"when": "amount > 1", "outcome": "decline", "weight": Decimal(1)}))

    again = decisions.post({**PAID, "timestamp": timestamp})

    assert (again.status, again.body) == (200, {**first.body, "duplicate": True})
    assert len(decisions.rows) == len(decisions.claims) == 1


def test_other_content_under_a_known_id_is_a_conflict(decisions: DecisionsOnAws) -> None:
    decisions.post(PAID)
    answer = decisions.post({**PAID, "amount": 1})

    assert (answer.status, answer.body) == (409, {"error": "transaction_id: is known with other content"})
    assert len(decisions.rows) == 1


def test_a_repeat_by_the_other_route_is_a_duplicate_there(decisions: DecisionsOnAws) -> None:
    decisions.post(PAID)

    answer = decisions.ingestion.post(PAID)

    assert (answer.status, answer.body["duplicate"], answer.body["timestamp"]) == (200, True, NOW - 500)
    assert decisions.ingestion.post({**PAID, "amount": 1}).status == 409


def test_an_id_that_came_by_the_other_route_is_answered_from_its_score(decisions: DecisionsOnAws) -> None:
    decisions.ingestion.post(PAID)
    early = decisions.post(PAID)
    decisions.score()
    answer = decisions.post({**PAID, "timestamp": NOW})

    assert (early.status, early.headers["Retry-After"]) == (503, "1")
    assert (answer.status, answer.body["duplicate"], answer.body["outcome"]) == (200, True, "review")
    assert answer.body["timestamp"] == NOW - 500
    assert answer.body["strategy"] == STRATEGY
    assert [each["reason"] for each in answer.body["reasons"]] == ["amount_above_10000", "suspicious_merchant"]
    assert decisions.post({**PAID, "amount": 1}).status == 409
    assert not decisions.claims


def test_an_id_whose_score_has_expired_is_a_conflict(decisions: DecisionsOnAws) -> None:
    created = "2026-10-01T00:00:00.000+00:00"
    decisions.put(decisions.ingestion.table, {**PAID, "created_at": created})

    answer = decisions.post(PAID)

    assert (answer.status, "score is gone" in answer.body["error"]) == (409, True)


def test_a_decision_that_somebody_changed_in_the_row_is_answered_from_the_score(decisions: DecisionsOnAws) -> None:
    decisions.post(PAID)
    decisions.aws.client("dynamodb").update_item(
        TableName=decisions.ingestion.table,
        Key={"transaction_id": {"S": "tx-1"}, "timestamp": {"N": str(NOW - 500)}},
        UpdateExpression="SET amount = :amount",
        ExpressionAttributeValues={":amount": {"N": "7"}},
    )

    assert decisions.post({**PAID, "amount": 7}).status == 503  # not yet scored
    assert decisions.post(PAID).status == 409


@pytest.mark.parametrize(
    "other", [{"amount": 1}, {"currency": "CHF"}, {"customer_id": "C-other"}, {"metadata": {"x": 1}}]
)
def test_a_row_that_lost_the_race_for_the_score_to_other_content_is_a_conflict(
    decisions: DecisionsOnAws, other: dict[str, Any]
) -> None:
    decisions.ingestion.post(PAID | other)
    decisions.score()
    raced = {**PAID, "timestamp": NOW - 400, "created_at": "2026-11-26T00:00:00+00:00"}
    decisions.put(decisions.ingestion.table, raced)

    assert decisions.post(PAID).status == 409
    assert decisions.post(PAID | other).status == 200


def test_a_row_that_was_changed_since_it_was_scored_has_no_answer_yet(decisions: DecisionsOnAws) -> None:
    decisions.ingestion.post(PAID)
    decisions.score()
    decisions.put(decisions.ingestion.table, {**PAID, "amount": 2, "created_at": "2026-11-26T00:00:00+00:00"})

    assert decisions.post({**PAID, "amount": 2}).status == 503


def test_the_log_names_the_answer_and_no_content(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.post(PAID)
    decisions.post(PAID)
    decisions.post({**PAID, "amount": 1})

    lines = logs.lines()
    assert [(each["message"], each["transaction_id"], each.get("outcome")) for each in lines] == [
        ("decided", "tx-1", "review"),
        ("duplicate", "tx-1", "review"),
        ("conflict", "tx-1", None),
    ]
    assert [("Duplicates" in each, "Conflicts" in each) for each in lines] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert "Crypto" not in str(lines)
    assert all(each["service"] == "decision" for each in lines)
