"""The retry does what is still due for a score, that alone, and for a changed or raced transaction as for any."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.contract.errors import PartialBatchError
from tests.handlers.recorded_calls import THROTTLED, record_calls
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import strategy_of
from tests.handlers.told_decisions import told

NOW = 1_795_350_700.5
DECLINES = strategy_of({"code": "no", "when": "amount > 100", "outcome": "decline", "tags": ["seen"]})


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: NOW))


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


def test_a_score_that_another_invocation_wrote_meanwhile_stands(scoring: ScoringOnAws) -> None:
    scoring.score(told(risky_transaction(1), DECLINES))
    unread = iter(({"Responses": dict[str, Any](), "UnprocessedKeys": dict[str, Any]()},))

    def read_before_the_other(name: str, arguments: Any) -> Any:
        return next(unread, None) if name == "batch_get_item" and scoring.table in str(arguments) else None

    record_calls(scoring, read_before_the_other)
    assert scoring.score(risky_transaction(1))["alerts"] == 0

    assert next(unread, None) is None, "it took the id for a new one"
    assert (scoring.items["tx-1"]["outcome"], scoring.items["tx-1"]["tags"]) == ("decline", ["seen"])
    assert (len(scoring.alerts()), len(scoring.events())) == (1, 1)


def test_of_one_that_raced_and_was_alerted_the_retry_does_only_what_is_still_due(scoring: ScoringOnAws) -> None:
    def silence(_: str, arguments: Any) -> None:
        if arguments.get("TopicArn", "").endswith("fraud-events-test"):
            raise THROTTLED

    scoring.score(scored_transaction(1))
    raced = {**risky_transaction(1), "timestamp": 1_795_350_615_999}
    scoring.events()
    record_calls(scoring, silence)
    with pytest.raises(PartialBatchError, match="event"):
        scoring.score(raced)
    assert scoring.items["tx-1"]["pending"] == {"event:1795350615999"}
    assert len(scoring.alerts()) == 1

    record_calls(scoring)
    assert scoring.score(raced) == {"received": 1, "scored": 1, "alerts": 0}

    assert "pending" not in scoring.items["tx-1"]
    assert [each["data"]["timestamp"] for each in scoring.events()] == [1_795_350_615_999]
    assert scoring.alerts() == []


def test_of_two_invocations_with_one_that_raced_the_later_finds_it_alerted_and_owes_nothing(
    scoring: ScoringOnAws,
) -> None:
    scoring.score(scored_transaction(1))
    before = to_attributes(scoring.items["tx-1"])
    raced = {**risky_transaction(1), "timestamp": 1_795_350_615_999}
    scoring.score(raced)
    scoring.alerts(), scoring.events()

    def read_before_the_other(name: str, arguments: Any) -> Any:
        if name == "batch_get_item" and scoring.table in str(arguments):
            return {"Responses": {scoring.table: [before]}, "UnprocessedKeys": {}}
        return None

    record_calls(scoring, read_before_the_other)
    assert scoring.score(raced)["alerts"] == 0

    assert "pending" not in scoring.items["tx-1"]
    assert (scoring.alerts(), scoring.events()) == ([], [])


def test_a_row_that_a_release_without_the_index_alerted_is_in_it_by_the_day_of_that(scoring: ScoringOnAws) -> None:
    scoring.score(risky_transaction(1))
    key = {"transaction_id": {"S": "tx-1"}}
    scoring.aws.client("dynamodb").update_item(TableName=scoring.table, Key=key, UpdateExpression="REMOVE alert_shard")
    scoring.module.time.time = lambda: NOW + 86_400

    scoring.score({**risky_transaction(1), "timestamp": 1_795_350_615_999})

    row = scoring.items["tx-1"]
    assert (row["alerted_at"][:10], row["alert_shard"]) == ("2026-11-22", "2026-11-22#0")


@pytest.mark.parametrize(
    "damage",
    [
        {"reasons": [{"reason": "no"}]},
        {"reasons": [{"weight": 1}]},
        {"reasons": ["no"]},
        {"reasons": [{"reason": "no", "weight": 1, "values": "none"}]},
        {"reasons": "no"},
        {"reasons": None},
        {"tags": [1]},
        {"degraded": 7},
        {"outcome": 7},
        {"fraud_score": "high"},
    ],
)
def test_a_pending_row_that_somebody_damaged_is_decided_again_and_holds_up_no_other(
    scoring: ScoringOnAws, damage: dict[str, Any]
) -> None:
    scoring.decide_by(DECLINES)
    payments = [scored_transaction(number, amount="101") for number in (1, 2)]

    def silence(name: str, _: Any) -> None:
        if name == "publish":
            raise THROTTLED

    record_calls(scoring, silence)
    with pytest.raises(PartialBatchError):
        scoring.score(*payments)
    record_calls(scoring)
    row = {**scoring.items["tx-1"], **damage}
    scoring.aws.client("dynamodb").put_item(TableName=scoring.table, Item=to_attributes(row))

    scoring.score(*payments)

    assert not [each for each in scoring.items.values() if "pending" in each]
    assert sorted(each["data"]["transaction_id"] for each in scoring.events()) == ["tx-1", "tx-2"]
    assert len(scoring.alerts()) == 2
    assert scoring.items["tx-1"]["reasons"] == scoring.items["tx-2"]["reasons"]


def test_an_event_that_the_bus_refuses_stays_pending_though_the_topic_took_it(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]},
        {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]},
    ]
    asked = list[Any]()

    def put_events(**arguments: Any) -> Any:
        asked.extend(arguments["Entries"])
        return answers[len(asked) - 1]

    told_by = scoring.module.settler._events  # noqa: SLF001 -- a bus of our own
    monkeypatch.setattr(told_by, "_events", SimpleNamespace(put_events=put_events))
    monkeypatch.setattr(told_by, "_bus", "shop")

    with pytest.raises(PartialBatchError, match="1 entries: event: PartialBatchError"):
        scoring.score(risky_transaction(1))
    assert scoring.items["tx-1"]["pending"] == {"event:1795350615123"}
    scoring.score(risky_transaction(1))

    assert "pending" not in scoring.items["tx-1"]
    assert {(each["EventBusName"], each["Source"], each["DetailType"]) for each in asked} == {
        ("shop", "fraud-detection.test", "decision.made")
    }
    assert {json.loads(each["Detail"])["id"] for each in asked} == {each["id"] for each in scoring.events()}
    assert len(scoring.alerts()) == 1


def test_a_raced_transaction_that_is_not_to_be_reviewed_any_more_gets_no_review_of_what_it_was(
    scoring: ScoringOnAws,
) -> None:
    """Its decisions are stored nowhere: each delivery makes a new one, by what is known by then."""

    def silence(name: str, arguments: Any) -> None:
        if name == "put_item" or arguments.get("TopicArn", "").endswith("fraud-events-test"):
            raise THROTTLED

    scoring.score(told(scored_transaction(1, amount="5"), DECLINES))
    raced = scored_transaction(1, amount="99") | {"timestamp": 1_795_350_615_124}
    record_calls(scoring, silence)
    with pytest.raises(PartialBatchError):
        scoring.score(told(raced, DECLINES, override="review"))
    assert scoring.items["tx-1"]["pending"] == {"review:1795350615124", "event:1795350615124"}

    record_calls(scoring)
    scoring.score(told(raced, DECLINES))

    assert (scoring.reviews, scoring.events()) == ({}, [])
    assert "pending" not in scoring.items["tx-1"]
