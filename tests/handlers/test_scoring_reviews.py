"""Scoring opens a review where somebody is to decide, and tells programs of what was not simply approved."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.contract.errors import PartialBatchError
from tests.handlers.functions import FunctionLogs
from tests.handlers.recorded_calls import THROTTLED, record_calls
from tests.handlers.reviews_table import put_review
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import first, strategy_of
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
            "strategy": {"name": "default", "digest": first().digest},
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


def test_a_changed_row_owes_nothing_of_what_it_was(scoring: ScoringOnAws) -> None:
    def silence(name: str, _: Any) -> None:
        if name in ("publish", "put_item"):
            raise THROTTLED

    record_calls(scoring, silence)
    with pytest.raises(PartialBatchError):
        scoring.score(told(scored_transaction(1, amount="101"), DECLINES))
    assert scoring.items["tx-1"]["pending"] == {"alert:1795350615123", "event:1795350615123"}
    with pytest.raises(PartialBatchError):
        scoring.score(told(scored_transaction(1, amount="99"), DECLINES, override="review"))
    assert scoring.items["tx-1"]["pending"] == {"review:1795350615123", "event:1795350615123"}

    record_calls(scoring)
    scoring.score(told(scored_transaction(1, amount="99"), DECLINES, override="review"))

    assert not scoring.alerts()
    assert [each["data"]["outcome"] for each in scoring.events()] == ["review"]
    assert "pending" not in scoring.items["tx-1"]


@pytest.mark.parametrize(
    ("lost", "left", "seen"),
    [
        ("review", {"review", "event"}, (0, 1, 0)),
        ("alert", {"alert"}, (1, 0, 1)),
        ("event", {"event"}, (1, 1, 0)),
    ],
)
def test_of_what_fails_only_that_stays_pending_and_programs_hear_of_no_review_that_is_not_open(
    scoring: ScoringOnAws, lost: str, left: set[str], seen: tuple[int, int, int]
) -> None:
    def silence(name: str, arguments: Any) -> None:
        topic = arguments.get("TopicArn", "").rpartition(":")[2]
        if {"put_item": "review", "publish": "alert" if topic == "fraud-alerts-test" else "event"}.get(name) == lost:
            raise THROTTLED

    record_calls(scoring, silence)
    with pytest.raises(PartialBatchError, match=f"1 entries: {lost}: ClientError"):
        scoring.score(risky_transaction(1))

    assert scoring.items["tx-1"]["pending"] == {f"{each}:1795350615123" for each in left}
    events = scoring.events()
    assert (len(scoring.reviews), len(scoring.alerts()), len(events)) == seen

    record_calls(scoring)
    assert scoring.score(risky_transaction(1))["scored"] == 1
    assert "pending" not in scoring.items["tx-1"]
    assert len(scoring.reviews) == 1
    (event,) = [*events, *scoring.events()]
    assert event["data"]["review_due"] == "2026-11-23T12:31:40.500+00:00"


def test_an_event_that_is_told_again_has_the_same_id_and_content(scoring: ScoringOnAws) -> None:
    def silence(name: str, _: Any) -> None:
        if name == "update_item":
            raise THROTTLED

    record_calls(scoring, silence)
    for _ in range(2):
        with pytest.raises(PartialBatchError, match="settle: ClientError"):
            scoring.score(risky_transaction(1))
        scoring.module.time.time = lambda: NOW + 60

    one, other = scoring.events()
    assert one == other


def test_two_that_raced_are_reviewed_once_and_told_of_each(scoring: ScoringOnAws) -> None:
    scoring.score(scored_transaction(1), risky_transaction(2))
    later = {"timestamp": 1_795_350_615_999}
    for _ in range(2):
        scoring.score({**risky_transaction(1), **later}, {**risky_transaction(2), **later})

    assert {name: int(row["timestamp"]) for name, row in scoring.reviews.items()} == {
        "tx-1": 1_795_350_615_999,
        "tx-2": 1_795_350_615_123,
    }
    heard = sorted((each["data"]["transaction_id"], each["data"]["timestamp"]) for each in scoring.events())
    assert heard == [("tx-1", 1_795_350_615_999), ("tx-2", 1_795_350_615_123), ("tx-2", 1_795_350_615_999)]
    assert {row["alerted_at"][:10] + "#" for row in scoring.items.values()} == {"2026-11-22#"}
    assert not [row for row in scoring.items.values() if "pending" in row]


def test_a_row_that_a_release_without_the_index_alerted_is_in_it_by_the_day_of_that(scoring: ScoringOnAws) -> None:
    scoring.score(risky_transaction(1))
    key = {"transaction_id": {"S": "tx-1"}}
    scoring.aws.client("dynamodb").update_item(TableName=scoring.table, Key=key, UpdateExpression="REMOVE alert_shard")
    scoring.module.time.time = lambda: NOW + 86_400

    scoring.score({**risky_transaction(1), "timestamp": 1_795_350_615_999})

    row = scoring.items["tx-1"]
    assert (row["alerted_at"][:10], row["alert_shard"]) == ("2026-11-22", "2026-11-22#0")


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
