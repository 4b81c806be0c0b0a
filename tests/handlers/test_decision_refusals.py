"""A breach of the contract is refused with its field and rule, and what is odd is answered."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.handlers.decisions_on_aws import NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs
from tests.handlers.strategies import strategy_of

PAID: dict[str, Any] = {"transaction_id": "tx-1", "amount": 20, "merchant": "Corner Bakery", "timestamp": NOW}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": -1}, "amount: "),
        ({"transaction_id": " tx"}, "transaction_id: "),
        ({"timestamp": NOW + 300_001}, "timestamp: must be at most 5 minutes ahead"),
        ({"timestamp": 7}, "timestamp: "),
        ({"color": "red"}, "color: is not a field"),
        ({"metadata": {"card_token": {"deep": 1}}}, "metadata: "),
        ({"metadata": {"pan": "4111"}}, "metadata"),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused(
    decisions: DecisionsOnAws, logs: FunctionLogs, change: dict[str, Any], said: str
) -> None:
    answer = decisions.post(PAID | change)

    assert (answer.status, said in answer.body["error"]) == (400, True), answer.body
    assert (not decisions.rows, not decisions.claims, not decisions.attempts) == (True, True, True)
    assert [(line["message"], line["Refusals"]) for line in logs.lines()] == [("refused", 1)]


def test_five_minutes_ahead_is_taken(decisions: DecisionsOnAws) -> None:
    assert decisions.post(PAID | {"timestamp": NOW + 300_000}).status == 200


def test_a_body_of_ten_megabytes_is_too_large(decisions: DecisionsOnAws) -> None:
    assert decisions.post(json.dumps({**PAID, "merchant": "x" * 10_000_000})).status == 413


def test_a_repeat_of_what_was_accepted_in_its_time_is_no_refusal(decisions: DecisionsOnAws) -> None:
    ahead = PAID | {"timestamp": NOW + 400_000}
    decisions.ingestion.post(ahead)
    decisions.score()

    assert decisions.post(ahead).body["duplicate"] is True
    assert decisions.post(ahead | {"transaction_id": "tx-2"}).status == 400


def test_a_repeat_that_would_be_refused_today_hears_that_its_score_is_gone(decisions: DecisionsOnAws) -> None:
    ahead = PAID | {"timestamp": NOW + 400_000}
    decisions.put(decisions.ingestion.table, {**ahead, "created_at": "2026-10-22T12:31:40.500+00:00"})

    answer = decisions.post(ahead)

    said = "transaction_id: is known, and was scored so long ago that its score is gone"
    assert (answer.status, answer.body) == (409, {"error": said})


def test_other_content_under_a_known_id_that_breaks_a_rule_is_refused_for_the_rule(
    decisions: DecisionsOnAws, logs: FunctionLogs
) -> None:
    decisions.post(PAID)
    logs.lines()
    broken = PAID | {"metadata": {"pan": "x"}}

    answer = decisions.post(broken)

    assert (answer.status, answer.body) == (400, decisions.ingestion.post(broken).body)
    assert [line["message"] for line in logs.lines()] == ["refused", "refused"]


def test_a_thousand_requests_of_one_id_are_one_decision(decisions: DecisionsOnAws) -> None:
    bodies = [decisions.post(PAID | {"timestamp": NOW + number}).body for number in range(1000)]

    assert len({json.dumps({**body, "duplicate": True}) for body in bodies}) == 1
    assert len(decisions.rows) == 1


@pytest.mark.parametrize(
    "when",
    [
        "amount / (amount - 20) > 1",
        "amount * amount * amount * amount * amount * amount * amount * amount > 1",
        "metadata.risk > 1",
        "metadata.risk / metadata.zero > 1",
        "customer.mean_30d / customer.count_30d > 1",
    ],
)
@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"risk": 10**37, "zero": 0},
        {"risk": "high", "zero": False},
        {"risk": None},
        {"risk": 9.9e125, "zero": 1e-130},
    ],
)
def test_rules_that_raise_on_what_came_do_not_fire(
    decisions: DecisionsOnAws, when: str, metadata: dict[str, Any]
) -> None:
    decisions.decide_by(strategy_of({"when": when, "weight": Decimal("0.5")}, {"when": "amount > 1"}))

    answer = decisions.post(PAID | {"metadata": metadata, "customer_id": "C-1"})

    assert answer.status == 200
    assert answer.body["reasons"][-1]["reason"] == "rule_1"


def test_a_damaged_profile_is_counted_and_decided_without(decisions: DecisionsOnAws, logs: FunctionLogs) -> None:
    decisions.decide_by(strategy_of({"when": "customer.count_1h >= 0", "weight": Decimal("0.5")}))
    item: Any = {"entity": {"S": "profile#customer#C-1"}, "version": {"N": "1"}, "profile": {"B": b"\x01junk"}}
    decisions.aws.client("dynamodb").put_item(TableName="fraud-profiles-test", Item=item)

    answer = decisions.post(PAID | {"customer_id": "C-1"})

    assert (answer.status, "degraded" in answer.body) == (200, False)
    lines = logs.lines()
    assert [line["message"] for line in lines] == ["unreadable", "decided"]
    assert lines[1]["UnreadableProfiles"] == 1
