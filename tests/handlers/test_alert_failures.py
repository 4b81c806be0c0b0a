"""Alerts that cannot be published or settled stay pending, fail the invocation, and are published by the retry."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.aws.concurrency import MAX_WORKERS, Budget
from handlers.contract.errors import PartialBatchError
from handlers.contract.score_request import unpack
from tests.handlers.recorded_calls import THROTTLED, UNREACHABLE, record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction


@pytest.mark.parametrize("error", [THROTTLED, UNREACHABLE], ids=["refused", "unreachable"])
@pytest.mark.parametrize(("call", "step"), [("publish", "alert"), ("update_item", "settle")])
def test_an_alert_that_is_not_published_and_settled_stays_pending_and_only_it_is_retried(
    scoring: ScoringOnAws, error: Exception, call: str, step: str
) -> None:
    def silence_the_first(name: str, arguments: Any) -> Any:
        if name == call and "tx-1" in json.dumps([arguments.get("Message"), arguments.get("Key")]):
            raise error

    record_calls(scoring, silence_the_first)
    with pytest.raises(PartialBatchError, match=f"1 entries: {step}: {type(error).__name__}"):
        scoring.score(risky_transaction(1), risky_transaction(2), scored_transaction(3))

    assert {each for each, row in scoring.items.items() if "pending" in row} == {"tx-1"}
    assert scoring.items["tx-2"]["alerted_timestamps"] == {scoring.items["tx-2"]["timestamp"]}
    before = [json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()]
    assert sorted(before) == (["tx-2"] if call == "publish" else ["tx-1", "tx-2"])

    record_calls(scoring)
    assert scoring.score(risky_transaction(1), risky_transaction(2), scored_transaction(3)) == {
        "received": 3,
        "scored": 1,
        "alerts": 1,
    }
    assert [json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()] == ["tx-1"]
    assert not [row for row in scoring.items.values() if "pending" in row]


def test_alerts_beyond_the_budget_are_left_to_the_retry(scoring: ScoringOnAws) -> None:
    clock = [0.0]
    result = scoring.module.recorder.record(
        unpack({"transactions": [risky_transaction(number) for number in range(3)]}),
        datetime.fromtimestamp(1_795_350_700.5, UTC),
        new_budget=lambda: Budget(0, clock=lambda: clock[0]),
    )

    assert set(result.failed.values()) == {"settle: BudgetSpent"}
    assert (scoring.alerts(), len(result.decided)) == ([], 3)
    assert scoring.score(*(risky_transaction(number) for number in range(3)))["alerts"] == 3


def test_a_failing_topic_is_called_no_more_once_all_workers_have_failed(scoring: ScoringOnAws) -> None:
    topics = list[str]()

    def silent(name: str, arguments: Any) -> Any:
        if name == "publish":
            topics.append(arguments["TopicArn"].rpartition(":")[2])
            raise THROTTLED

    record_calls(scoring, silent)
    with pytest.raises(PartialBatchError, match="100 entries"):
        scoring.score(*(risky_transaction(number) for number in range(100)))

    assert topics.count("fraud-alerts-test") < 2 * MAX_WORKERS
    assert topics.count("fraud-events-test") < 2 * MAX_WORKERS
    assert len(scoring.reviews) == 100  # which no topic keeps from being opened


def test_what_was_published_when_the_time_was_over_is_noted_all_the_same(scoring: ScoringOnAws) -> None:
    clock = [0.0]

    def slow(name: str, _: Any) -> None:
        clock[0] += 61 if name == "publish" else 0

    record_calls(scoring, slow)
    result = scoring.module.recorder.record(
        unpack({"transactions": [risky_transaction(1)]}),
        datetime.fromtimestamp(1_795_350_700.5, UTC),
        new_budget=lambda: Budget(60, clock=lambda: clock[0]),
    )

    assert result.failed == {"tx-1": "event: BudgetSpent"}
    assert scoring.items["tx-1"]["pending"] == {"event:1795350615123"}
    assert len(scoring.alerts()) == 1
    assert scoring.score(risky_transaction(1))["alerts"] == 0


def test_nothing_more_is_published_once_no_row_takes_a_note_of_it(scoring: ScoringOnAws) -> None:
    def forgetful(name: str, _: Any) -> None:
        if name == "update_item":
            raise THROTTLED

    record_calls(scoring, forgetful)
    with pytest.raises(PartialBatchError, match="100 entries: settle: BudgetSpent, settle: ClientError"):
        scoring.score(*(risky_transaction(number) for number in range(100)))

    assert len(scoring.alerts()) < 2 * MAX_WORKERS
