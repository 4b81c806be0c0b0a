"""Scoring's heartbeat says when the profiles were last brought up to date, and never stands in the way of that."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws.heartbeat import Heartbeat
from handlers.contract.errors import PartialBatchError
from handlers.decision.entity.entities import HEARTBEAT
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import SCORED_AT, payment
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


def test_a_batch_leaves_a_heartbeat_that_expires_after_a_day(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1))
    assert heartbeat(scoring) == {
        "entity": {"S": "heartbeat"},
        "at": {"N": str(int(SCORED_AT * 1000))},
        "expiry": {"N": str(int(SCORED_AT) + 86_400)},
    }


@pytest.mark.parametrize(("seconds", "written"), [(9.9, False), (10, True), (600, True)])
def test_an_instance_writes_it_every_ten_seconds_at_most(
    scoring: ScoringOnAws, seconds: float, *, written: bool
) -> None:
    scoring.score(payment(1))
    at(scoring, seconds)
    scoring.score(payment(2))
    assert beaten(scoring) == int((SCORED_AT + (seconds if written else 0)) * 1000)


def test_an_instance_that_is_behind_does_not_take_back_what_another_wrote(scoring: ScoringOnAws) -> None:
    scoring.score(payment(1))
    newer = beaten(scoring)
    late: Any = Heartbeat(scoring.aws.client("dynamodb"), scoring.profiles)
    assert late.beat(datetime.fromtimestamp(SCORED_AT - 30, UTC)) is None
    assert beaten(scoring) == newer


@pytest.mark.parametrize("error", [DENIED, ReadTimeoutError(endpoint_url="https://dynamodb.invalid")])
def test_a_table_that_does_not_take_it_fails_no_batch_and_is_asked_again_ten_seconds_later(
    scoring: ScoringOnAws, logs: FunctionLogs, error: Exception
) -> None:
    client, asked = scoring.aws.client("dynamodb"), list[str]()

    def put_item(**_: Any) -> None:
        asked.append("PutItem")
        raise error

    failing: Any = SimpleNamespace(put_item=put_item, exceptions=client.exceptions)
    scoring.module.heartbeat = Heartbeat(failing, scoring.profiles)

    for number, seconds in enumerate((0, 5, 10), 1):
        at(scoring, seconds)
        assert scoring.score(payment(number)) == {"received": 1, "scored": 1, "alerts": 0}

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
