"""Scoring opens a review where somebody is to decide, and tells programs of what was not simply approved."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tests.handlers.functions import FunctionLogs
from tests.handlers.recorded_calls import record_calls
from tests.handlers.reviews_table import put_review
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import packaged, strategy_of
from tests.handlers.told_decisions import TOLD_AT, told

NOW = 1_795_350_700.5
DAY = 86_400_000
DECLINES = strategy_of({"code": "no", "when": "amount > 100", "outcome": "decline", "tags": ["seen"]})


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW))


def test_a_review_is_open_for_a_day_and_knows_what_people_decide_by(scoring: ScoringOnAws) -> None:
    scoring.score({**risky_transaction(1), "currency": "EUR", "customer_id": "C-1"}, scored_transaction(2))

    assert scoring.reviews == {
        "tx-1": {
            "transaction_id": "tx-1",
            "timestamp": 1_795_350_615_123,
            "version": 1,
            "status": "open",
            "opened_at": 1_795_350_700_500,
            "due": 1_795_350_700_500 + DAY,
            "review_shard": "0",
            "told": "review",
            "outcome": "review",
            "fraud_score": Decimal("0.9"),
            "amount": Decimal("10000.01"),
            "currency": "EUR",
            "merchant": "Crypto Kingdom",
            "customer_id": "C-1",
        }
    }


def test_a_program_hears_what_the_client_was_told_and_why_and_by_when_somebody_decides(scoring: ScoringOnAws) -> None:
    scoring.score({**risky_transaction(1), "currency": "EUR", "customer_id": "C-1"}, scored_transaction(2))

    (event,) = scoring.events()
    assert len(event.pop("id")) == 32
    assert event == {
        "type": "decision.made",
        "version": 1,
        "at": "2026-11-22T12:31:40.500+00:00",
        "environment": "test",
        "data": {
            "transaction_id": "tx-1",
            "timestamp": 1_795_350_615_123,
            "outcome": "review",
            "score": 0.9,
            "reasons": [
                {"reason": "amount_above_10000", "weight": 0.5},
                {"reason": "suspicious_merchant", "weight": 0.4},
            ],
            "tags": [],
            "amount": 10000.01,
            "currency": "EUR",
            "customer_id": "C-1",
            "strategy": {"name": "default", "digest": packaged().digest},
            "review_due": "2026-11-23T12:31:40.500+00:00",
        },
    }


def test_what_is_declined_is_told_without_a_review(scoring: ScoringOnAws) -> None:
    scoring.decide_by(DECLINES)
    scoring.score(scored_transaction(1, amount="101"), scored_transaction(2, amount="99"))

    (event,) = scoring.events()
    assert (event["data"]["outcome"], event["data"]["tags"]) == ("decline", ["seen"])
    assert "review_due" not in event["data"]
    assert not scoring.reviews


@pytest.mark.parametrize(
    ("amount", "override", "outcome", "reviewed", "alerts"),
    [
        ("101", "approve", "approve", False, 1),
        ("101", "review", "review", True, 1),
        ("99", "review", "review", True, 0),
        ("99", "approve", None, False, 0),
    ],
)
def test_under_an_override_the_answer_is_told_and_either_outcome_is_reviewed(
    scoring: ScoringOnAws, amount: str, override: str, outcome: str | None, *, reviewed: bool, alerts: int
) -> None:
    summary = scoring.score(told(scored_transaction(1, amount=amount), DECLINES, override=override))

    assert summary == {"received": 1, "scored": 1, "alerts": alerts}
    events = scoring.events()
    assert [each["data"]["outcome"] for each in events] == ([outcome] if outcome else [])
    assert {each["at"] for each in events} <= {"2026-11-22T12:31:39.000+00:00"}, TOLD_AT
    assert {name: row["told"] for name, row in scoring.reviews.items()} == ({"tx-1": "review"} if reviewed else {})
    row = scoring.items["tx-1"]
    assert ("alerted_at" in row, "alert_shard" in row) == (bool(alerts), bool(alerts))
    assert "pending" not in row


def test_a_review_that_people_work_on_already_stays_as_it_is(scoring: ScoringOnAws) -> None:
    scoring.score(risky_transaction(1))
    decided = {**scoring.reviews["tx-1"], "status": "approved", "final_outcome": "approve", "version": 3}
    put_review(scoring.aws, decided)
    scoring.events()

    scoring.score({**risky_transaction(1), "amount": "20000"})  # somebody changed the row

    assert scoring.reviews == {"tx-1": decided}
    (event,) = scoring.events()
    assert (event["data"]["amount"], "review_due" in event["data"]) == (20000, False)


def test_a_row_that_holds_no_review_stays_as_it_is_and_the_event_names_no_time_for_one(scoring: ScoringOnAws) -> None:
    strange = {"transaction_id": "tx-1", "status": "unheard of"}
    put_review(scoring.aws, strange)

    assert scoring.score(risky_transaction(1))["scored"] == 1

    assert scoring.reviews == {"tx-1": strange}
    (event,) = scoring.events()
    assert (event["data"]["outcome"], "review_due" in event["data"]) == ("review", False)
    assert "pending" not in scoring.items["tx-1"]


def test_reviews_and_events_are_counted(scoring: ScoringOnAws, logs: FunctionLogs) -> None:
    scoring.decide_by(strategy_of({"code": "no", "when": "amount > 100", "outcome": "decline"}))
    scoring.score(scored_transaction(1, amount="101"), told(scored_transaction(2), DECLINES, override="review"))

    (line,) = logs.lines()
    assert (line["ReviewsOpened"], line["EventsPublished"], line["Alerts"]) == (1, 2, 1)


def test_attributes_let_a_subscriber_choose_by_type_and_outcome(scoring: ScoringOnAws) -> None:
    published = list[Any]()
    record_calls(scoring, lambda name, arguments: published.append(arguments) if name == "publish" else None)
    scoring.score(risky_transaction(1))

    (event,) = (each for each in published if "fraud-events" in each["TopicArn"])
    said = {name: value["StringValue"] for name, value in event["MessageAttributes"].items()}
    assert said == {"type": "decision.made", "to": "all", "outcome": "review"}
    assert json.loads(event["Message"])["id"]
