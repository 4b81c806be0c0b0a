"""Scoring's heartbeat says how far the profiles have come, and never stands in the way of that."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws.heartbeat import Heartbeat
from handlers.contract.errors import PartialBatchError
from handlers.decision.entity.entities import HEARTBEAT
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import FIRST, SCORED_AT, payment
from tests.handlers.recorded_calls import record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws

DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "k3epm3out"}}, "PutItem")


def at(scoring: ScoringOnAws, seconds: float) -> None:
    """Set the function's clock, to so many seconds after its first time."""
    scoring.module.time = SimpleNamespace(time=lambda: SCORED_AT + seconds)


def heartbeat(scoring: ScoringOnAws) -> dict[str, Any] | None:
    found = scoring.aws.client("dynamodb").get_item(TableName=scoring.profiles, Key={"entity": {"S": HEARTBEAT}})
    return dict(found["Item"]) if "Item" in found else None


def beaten(scoring: ScoringOnAws) -> int | None:
    found = heartbeat(scoring)
    return int(found["at"]["N"]) if found else None


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", scoring.module.time)  # brings it back
    at(scoring, 0)


def test_a_batch_leaves_a_heartbeat_of_its_newest_receipt_that_expires_after_a_day(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1, received=FIRST + 5000), payment(2, minute=1, received=FIRST + 7000), payment(3))
    assert heartbeat(scoring) == {
        "entity": {"S": "heartbeat"},
        "at": {"N": str(FIRST + 7000)},
        "expiry": {"N": str(int(SCORED_AT) + 86_400)},
    }


@pytest.mark.parametrize("said", [{"minute": 60}, {"received": FIRST + 3_600_000}, {"row_received": FIRST + 3_600_000}])
def test_a_receipt_after_now_is_now(scoring: ScoringOnAws, said: dict[str, Any]) -> None:
    scoring.score(payment(1, **said))
    assert beaten(scoring) == int(SCORED_AT * 1000)


@pytest.mark.parametrize(("seconds", "written"), [(-600, False), (9.9, False), (10, True), (600, True)])
def test_it_is_written_for_receipts_ten_seconds_on(scoring: ScoringOnAws, seconds: float, *, written: bool) -> None:
    scoring.score(payment(1))
    scoring.score(payment(2, minute=seconds / 60))
    assert beaten(scoring) == FIRST + (seconds * 1000 if written else 0)


def test_an_instance_that_is_behind_does_not_take_back_what_another_wrote(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1))
    late: Any = Heartbeat(scoring.aws.client("dynamodb"), scoring.profiles)
    assert late.beat(FIRST - 30_000, datetime.fromtimestamp(SCORED_AT, UTC)) is None
    assert beaten(scoring) == FIRST


@pytest.mark.parametrize("error", [DENIED, ReadTimeoutError(endpoint_url="https://dynamodb.invalid")])
def test_a_table_that_does_not_take_it_fails_no_batch_and_is_asked_again_ten_seconds_on(
    scoring: ScoringOnAws, logs: FunctionLogs, error: Exception
) -> None:
    client, asked = scoring.aws.client("dynamodb"), list[str]()

    def put_item(**_: Any) -> None:
        asked.append("PutItem")
        raise error

    failing: Any = SimpleNamespace(put_item=put_item, exceptions=client.exceptions)
    scoring.module.heartbeat = Heartbeat(failing, scoring.profiles)

    for number, seconds in enumerate((0, 5, 10), 1):
        assert scoring.score(payment(number, minute=seconds / 60)) == {"received": 1, "scored": 1, "alerts": 0}

    warnings = [line for line in logs.lines() if line["level"] == "WARN"]
    assert [(each["message"], each["reason"]) for each in warnings] == [("no heartbeat", type(error).__name__)] * 2
    assert len(asked) == 2


def test_a_batch_of_which_no_score_can_be_written_leaves_none(scoring: ScoringOnAws) -> None:
    def fail(name: str, arguments: Any) -> None:
        if name == "batch_execute_statement" and scoring.table in str(arguments):
            raise DENIED

    record_calls(scoring, fail)
    with pytest.raises(PartialBatchError):
        scoring.score(payment(1))
    assert heartbeat(scoring) is None


def test_a_batch_whose_profiles_cannot_be_written_leaves_none(scoring: ScoringOnAws) -> None:
    def fail(name: str, arguments: Any) -> None:
        if name == "batch_execute_statement" and scoring.profiles in str(arguments):
            raise DENIED

    record_calls(scoring, fail)
    with pytest.raises(PartialBatchError):
        scoring.score(payment(1))
    assert heartbeat(scoring) is None


def test_what_failed_is_not_among_what_the_heartbeat_tells_of(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = payment(2, minute=1)["transaction_id"]
    insert = scoring.module.scores.insert

    def insert_some(rows: Any) -> Any:
        existing, _ = insert([row for row in rows if row["transaction_id"] != failing])
        return existing, {failing: "InternalServerError"}

    monkeypatch.setattr(scoring.module.scores, "insert", insert_some)
    with pytest.raises(PartialBatchError):
        scoring.score(payment(1), payment(2, minute=1))
    assert beaten(scoring) == FIRST
