"""Scoring writes scores and publishes alerts by the contract, and fails on anything that is not a score request."""

import json
from decimal import Decimal
from types import SimpleNamespace

import msgspec
import pytest

from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import first, packaged, strategy_of

NOW = 1_795_350_700.5
EVENT = captured_event("score_request")["transactions"]


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW))


def test_a_score_is_stored_by_the_contract_and_expires_after_its_retention(scoring: ScoringOnAws) -> None:
    scoring.decide_by(first())

    assert scoring.score(*EVENT) == {"received": 3, "scored": 3, "alerts": 1}

    assert set(scoring.items) == {"tx-1", "tx-2", "tx-3"}
    assert scoring.items["tx-1"] == {
        "transaction_id": "tx-1",
        "fraud_score": Decimal("0.9"),
        "timestamp": 1_795_350_615_123,
        "merchant": "Offshore Holdings Ltd",
        "amount": Decimal("12500.5"),
        "outcome": "review",
        "reasons": [
            {
                "reason": "amount_above_10000",
                "weight": Decimal("0.5"),
                "values": {"amount": Decimal("12500.5"), "currency": "EUR"},
            },
            {
                "reason": "suspicious_merchant",
                "weight": Decimal("0.4"),
                "values": {"merchant": "Offshore Holdings Ltd"},
            },
        ],
        "strategy": {"name": "default", "digest": first().digest},
        "currency": "EUR",
        "customer_id": "customer-0042",
        "terminal_id": "terminal-7",
        "decision": '{"as_of":1795350700500,"engine":1}',
        "scored_at": "2026-11-22T12:31:40.500000+00:00",
        "expiry": 1_795_350_700 + 30 * 24 * 3600,
        "alerted_at": "2026-11-22T12:31:40.500000+00:00",
        "alert_shard": "2026-11-22#0",
        "alerted_above": Decimal("0.8"),
        "alerted_timestamps": {1_795_350_615_123},
    }
    assert (scoring.items["tx-2"]["fraud_score"], scoring.items["tx-2"]["reasons"]) == (0, [])
    assert [scoring.items[each]["outcome"] for each in ("tx-2", "tx-3")] == ["approve", "approve"]
    assert scoring.items["tx-3"]["fraud_score"] == Decimal("0.3")


def test_an_alert_keeps_the_contract_exactly(scoring: ScoringOnAws) -> None:
    scoring.score(*EVENT)

    (alert,) = scoring.alerts()
    assert alert["Subject"] == "Fraud Alert"
    assert json.loads(alert["Message"], parse_float=str) == {
        "transaction_id": "tx-1",
        "fraud_score": "0.9",
        "amount": "12500.5",
        "merchant": "Offshore Holdings Ltd",
        "timestamp": 1_795_350_615_123,
        "outcome": "review",
        "reasons": [
            {"reason": "amount_above_10000", "weight": "0.5", "values": {"amount": "12500.5", "currency": "EUR"}},
            {"reason": "suspicious_merchant", "weight": "0.4", "values": {"merchant": "Offshore Holdings Ltd"}},
        ],
        "strategy": {"name": "default", "digest": packaged().digest},
        "environment": "test",
        "currency": "EUR",
        "customer_id": "customer-0042",
        "terminal_id": "terminal-7",
    }
    assert alert["MessageAttributes"] == {
        "transaction_id": {"Type": "String", "Value": "tx-1"},
        "fraud_score": {"Type": "Number", "Value": "0.9"},
        "outcome": {"Type": "String", "Value": "review"},
    }


@pytest.mark.parametrize(("weight", "alerts"), [("0.79", 0), ("0.8", 0), ("0.80", 0), ("0.8000001", 1), ("1", 1)])
def test_only_a_score_above_the_threshold_is_alerted(scoring: ScoringOnAws, weight: str, alerts: int) -> None:
    strategy = strategy_of({"when": "True", "weight": Decimal(weight)})
    scoring.decide_by(strategy)

    scoring.score(scored_transaction(1))

    assert len(scoring.alerts()) == alerts
    assert scoring.items["tx-1"]["fraud_score"] == Decimal(weight)


@pytest.mark.parametrize("amount", ["0", "1E+50", "1" + "0" * 50, "9" * 38, "0." + "9" * 38])
def test_an_amount_stays_exact_through_score_and_alert(scoring: ScoringOnAws, amount: str) -> None:
    scoring.score(
        {**risky_transaction(1), "amount": amount, "merchant": "Ünïcödé crypto 🏪 \u0000"}, risky_transaction(2)
    )
    assert (
        scoring.score({**risky_transaction(1), "amount": amount, "merchant": "Ünïcödé crypto 🏪 \u0000"})["scored"] == 0
    )

    assert scoring.items["tx-1"]["amount"] == Decimal(amount)
    messages = [json.loads(alert["Message"], parse_float=Decimal) for alert in scoring.alerts()]
    assert {Decimal(each["amount"]) for each in messages if each["transaction_id"] == "tx-1"} <= {Decimal(amount)}


def test_an_event_that_is_not_a_score_request_fails_the_invocation(scoring: ScoringOnAws) -> None:
    with pytest.raises(msgspec.ValidationError):
        scoring.module.handler({"transactions": [{"transaction_id": "tx-1"}]}, FakeLambdaContext())
    assert not scoring.items


def test_an_invocation_logs_for_how_long_the_one_that_waited_longest_had_waited(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    now = int(NOW * 1000)
    received = [{**scored_transaction(each), "row_received": now - 400 * each} for each in (1, 2, 3)]

    scoring.score(*received)
    scoring.score(*received)

    lines = [line for line in map(json.loads, logs.text().splitlines()) if line["message"] == "scored"]
    assert [line.get("waited_ms") for line in lines] == [1200, None]


def test_an_invocation_logs_ids_scores_and_traces_and_nothing_else_of_a_transaction(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    scoring.score(*EVENT)

    text = logs.text()
    (line,) = [each for each in map(json.loads, text.splitlines()) if each["message"] != "strategies"]
    assert (line["message"], line["count"], line["alerts"]) == ("scored", 3, 1)
    assert line["request_id"] == FakeLambdaContext().aws_request_id
    assert line["scores"] == [
        {"id": "tx-1", "score": 0.9, "trace": "1-6b02e057-3f2a1c5d7e9b0a4c6d8f1e2b", "outcome": "review"},
        {"id": "tx-2", "score": 0.0, "trace": None},
        {"id": "tx-3", "score": 0.3, "trace": None},
    ]
    assert line["strategy"] == packaged().digest[:12]
    assert not [word for word in ("Offshore", "Bakery", "12500", "5000", "customer", "terminal") if word in text]
