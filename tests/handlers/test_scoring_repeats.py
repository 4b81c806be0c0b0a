"""A transaction that comes to Scoring again, changed or not, is scored and alerted as often as it must be."""

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.errors import PartialBatchError
from tests.handlers.functions import FunctionLogs, captured_event
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import packaged

NOW = 1_795_350_700.5
EVENT = captured_event("score_request")["transactions"]


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW))


def test_a_repeat_is_neither_written_nor_alerted_again(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    scoring.score(risky_transaction(1), scored_transaction(2))
    scoring.alerts()
    before = scoring.items
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW + 3_600))

    again = scoring.score(scored_transaction(2), {**risky_transaction(1), "amount": "10000.010"}, risky_transaction(3))

    assert again == {"received": 3, "scored": 1, "alerts": 1}
    assert {"tx-1": scoring.items["tx-1"], "tx-2": scoring.items["tx-2"]} == before
    assert [json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()] == ["tx-3"]


def test_changed_content_is_scored_and_alerted_again(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    scoring.score(risky_transaction(1))
    scoring.alerts()
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW + 3_600))

    assert scoring.score({**risky_transaction(1), "amount": "20000"}) == {"received": 1, "scored": 1, "alerts": 1}

    assert scoring.items["tx-1"]["amount"] == 20_000
    assert scoring.items["tx-1"]["expiry"] == int(NOW) + 3_600 + 30 * 24 * 3600
    assert len(scoring.alerts()) == 1


def test_of_one_id_twice_in_a_batch_the_last_counts_once(scoring: ScoringOnAws) -> None:
    assert scoring.score(risky_transaction(1), scored_transaction(2), {**risky_transaction(1), "amount": "99999"}) == {
        "received": 3,
        "scored": 2,
        "alerts": 1,
    }
    (alert,) = scoring.alerts()
    assert json.loads(alert["Message"])["amount"] == scoring.items["tx-1"]["amount"] == 99_999


def test_a_score_in_the_form_of_earlier_versions_stays_and_is_not_alerted_again(scoring: ScoringOnAws) -> None:
    old = {
        "transaction_id": "tx-1",
        "fraud_score": Decimal("0.9"),
        "timestamp": 1_795_350_615_123,
        "merchant": "Offshore Holdings Ltd",
        "amount": Decimal("12500.5"),
        "reasons": [{"reason": "amount_above_10000", "weight": Decimal("0.9")}],
        "scored_at": "2026-11-22T12:31:40.500000+00:00",
        "expiry": Decimal(1_797_942_700),
    }
    scoring.aws.client("dynamodb").put_item(TableName=scoring.table, Item=to_attributes(old))

    assert scoring.score(EVENT[0]) == {"received": 1, "scored": 0, "alerts": 0}

    assert scoring.items["tx-1"] == old
    assert not scoring.alerts()


def test_an_id_that_is_scored_under_another_timestamp_alerts_once_for_itself_and_is_counted(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    scoring.score(scored_transaction(1))
    later = {**risky_transaction(1), "timestamp": 1_795_350_615_999}
    logs.text()

    for _ in range(2):
        scoring.score(later)

    assert [json.loads(alert["Message"])["timestamp"] for alert in scoring.alerts()] == [later["timestamp"]]
    assert scoring.items["tx-1"]["amount"] == Decimal("12.5")
    assert scoring.items["tx-1"]["alerted_timestamps"] == {later["timestamp"]}
    assert [line["Raced"] for line in logs.lines()] == [1, 1]


def test_a_change_of_other_fields_than_the_scored_ones_brings_no_alert(scoring: ScoringOnAws) -> None:
    scoring.score(risky_transaction(1))
    scoring.alerts()

    grown = {**risky_transaction(1), "currency": "EUR", "customer_id": "C-1", "terminal_id": "T-1"}

    assert scoring.score(grown) == {"received": 1, "scored": 0, "alerts": 0}
    assert not scoring.alerts()


def test_rows_that_somebody_spoilt_do_not_stop_the_others_from_being_scored_and_alerted(scoring: ScoringOnAws) -> None:
    names = ("pending", "alerted_timestamps", "amount", "merchant", "timestamp", "fraud_score", "more")
    values: list[dict[str, Any]] = [{"NULL": True}, {"S": "alert:1"}, {"L": []}]
    spoilt = dict(enumerate(((name, value) for name in names for value in values), 100))
    scoring.score(*map(scored_transaction, spoilt))
    dynamodb = scoring.aws.client("dynamodb")
    for row in dynamodb.scan(TableName=scoring.table)["Items"]:
        name, value = spoilt[int(row["transaction_id"]["S"].removeprefix("tx-"))]
        dynamodb.put_item(TableName=scoring.table, Item={**row, name: value})

    with pytest.raises(PartialBatchError):  # of spoilt scores, not of their neighbour
        scoring.score(
            *({**risky_transaction(each), "timestamp": 1_795_350_615_999} for each in spoilt), risky_transaction(2)
        )

    assert [alert for alert in scoring.alerts() if json.loads(alert["Message"])["transaction_id"] == "tx-2"]
    assert "pending" not in scoring.items["tx-2"]


@pytest.mark.parametrize(("days", "alerts"), [(29, 1), (31, 0)])
def test_an_update_that_waited_until_its_score_may_have_expired_is_skipped_and_counted(
    scoring: ScoringOnAws, logs: FunctionLogs, days: int, alerts: int
) -> None:
    update = {**risky_transaction(1), "row_received": int((NOW - days * 86_400) * 1000)}

    assert scoring.score(update)["alerts"] == len(scoring.alerts()) == alerts
    assert [line["StaleUpdates"] for line in logs.lines()] == [1 - alerts]


def test_a_second_alert_under_an_id_changes_neither_time_nor_threshold_of_the_first(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: 1_795_350_700.5))
    scoring.score(risky_transaction(1))
    first = scoring.items["tx-1"]
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: 1_795_437_100.5))
    scoring.decide_by(packaged().alerting_above(Decimal("0.5")))

    scoring.score({**risky_transaction(1), "timestamp": 1_795_350_615_999})

    second = scoring.items["tx-1"]
    assert len(second["alerted_timestamps"]) == 2
    assert (second["alerted_at"], second["alerted_above"]) == (first["alerted_at"], first["alerted_above"])
