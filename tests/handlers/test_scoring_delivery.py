"""Scoring's calls: chunked to what AWS takes, retried where it left result undone, scores before alerts."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.batch_calls import MAX_ROUNDS, drain
from handlers.aws.concurrency import MAX_WORKERS, Budget
from handlers.aws.score_recorder import ScoreRecorder
from handlers.aws.score_store import ScoreStore
from handlers.contract.errors import PartialBatchError
from handlers.contract.score_request import unpack
from handlers.decision.rules import DEFAULT_RULES
from handlers.decision.verdict import assess
from tests.handlers.partiql import with_partiql
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction

THROTTLED = ClientError({"Error": {"Code": "Throttled", "Message": "k3epm3out"}}, "Publish")
UNREACHABLE = EndpointConnectionError(endpoint_url="https://sns.us-east-1.amazonaws.com")


class RecordingClient:
    """A client that notes each call with its size, and may have it answered by somebody else."""

    def __init__(
        self, client: Any, batch_sizes: list[tuple[str, int]], answer: Callable[[str, Any], Any] | None
    ) -> None:
        self._client, self._calls, self._answer = client, batch_sizes, answer

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self._calls.append((name, _size(arguments)))
            answer = self._answer(name, arguments) if self._answer else None
            return getattr(self._client, name)(**arguments) if answer is None else answer

        return getattr(self._client, name) if name == "exceptions" else call


def _size(arguments: dict[str, Any]) -> int:
    for requested in arguments.get("RequestItems", {}).values():
        return len(requested["Keys"])
    return len(arguments.get("Statements", [arguments]))


@pytest.fixture
def pauses() -> Iterator[list[float]]:
    """The pauses that would have been made."""
    made: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drain, "__kwdefaults__", {**(drain.__kwdefaults__ or {}), "pause": made.append})
        yield made


@pytest.fixture
def batch_sizes(scoring: ScoringOnAws) -> list[tuple[str, int]]:
    """Each batch call by name and size."""
    return record_calls(scoring)


def record_calls(scoring: ScoringOnAws, answer: Callable[[str, Any], Any] | None = None) -> list[tuple[str, int]]:
    batch_sizes: list[tuple[str, int]] = []
    dynamodb = scoring.aws.client("dynamodb")
    with_partiql(dynamodb)
    table: Any = RecordingClient(dynamodb, batch_sizes, answer)
    topic: Any = RecordingClient(scoring.aws.client("sns"), batch_sizes, answer)
    (arn,) = (each["TopicArn"] for each in scoring.aws.client("sns").list_topics()["Topics"])
    scoring.module.recorder = ScoreRecorder(
        ScoreStore(table, scoring.table),
        AlertPublisher(topic, arn),
        threshold=Decimal("0.8"),
        retention=timedelta(days=30),
    )
    return batch_sizes


def test_a_large_batch_is_read_by_100_inserted_by_25_and_alerted_one_by_one(
    scoring: ScoringOnAws, batch_sizes: list[tuple[str, int]]
) -> None:
    batch = [risky_transaction(number) if number < 23 else scored_transaction(number) for number in range(130)]

    assert scoring.score(*batch) == {"received": 130, "scored": 130, "alerts": 23}

    assert batch_sizes[:2] == [("batch_get_item", 100), ("batch_get_item", 30)]
    assert sorted(batch_sizes[2:8]) == [("batch_execute_statement", 5)] + [("batch_execute_statement", 25)] * 5
    assert sorted(batch_sizes[8:]) == [("publish", 1)] * 23 + [("update_item", 1)] * 23
    assert set(scoring.items) == {f"tx-{number}" for number in range(130)}
    found = {json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()}
    assert found == {f"tx-{number}" for number in range(23)}


def test_a_batch_that_is_known_is_only_read(scoring: ScoringOnAws, batch_sizes: list[tuple[str, int]]) -> None:
    scoring.score(risky_transaction(1), scored_transaction(2))
    batch_sizes.clear()

    assert scoring.score(risky_transaction(1), scored_transaction(2)) == {"received": 2, "scored": 0, "alerts": 0}
    assert batch_sizes == [("batch_get_item", 2)]


def throttled_response(arguments: Any, count: int) -> Any:
    """What DynamoDB answers when it does nothing of the first statements."""
    refused = {"Error": {"Code": "ThrottlingError", "Message": "k3epm3out"}}
    return {"Responses": [refused if index < count else {} for index, _ in enumerate(arguments["Statements"])]}


def test_what_the_table_leaves_undone_is_done_after_a_pause(scoring: ScoringOnAws, pauses: list[float]) -> None:
    """The first call of each kind does all but the first entry, which it gives back."""
    seen: set[str] = set()
    dynamodb: Any = scoring.aws.client("dynamodb")
    with_partiql(dynamodb)

    def leave_one(name: str, arguments: Any) -> Any:
        if name in seen or not name.startswith("batch_"):
            return None
        seen.add(name)
        if name == "batch_get_item":
            ((table, requested),) = arguments["RequestItems"].items()
            first, *rest = requested["Keys"]
            answer = dynamodb.batch_get_item(RequestItems={table: {**requested, "Keys": rest}})
            return {**answer, "UnprocessedKeys": {table: {**requested, "Keys": [first]}}}
        dynamodb.batch_execute_statement(Statements=arguments["Statements"][1:])
        return throttled_response(arguments, 1)

    scoring.score(risky_transaction(1))
    scoring.alerts()
    batch_sizes = record_calls(scoring, leave_one)

    assert scoring.score(risky_transaction(1), risky_transaction(2), risky_transaction(3)) == {
        "received": 3,
        "scored": 2,
        "alerts": 2,
    }

    assert batch_sizes[:4] == [
        ("batch_get_item", 3),
        ("batch_get_item", 1),
        ("batch_execute_statement", 2),
        ("batch_execute_statement", 1),
    ]
    assert len(pauses) == 2
    assert set(scoring.items) == {"tx-1", "tx-2", "tx-3"}
    assert len(scoring.alerts()) == 2


def unprocessed_response(name: str, arguments: Any) -> Any:
    """What DynamoDB answers when it does nothing of it."""
    if name == "batch_get_item":
        return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}
    return throttled_response(arguments, len(arguments["Statements"]))


@pytest.mark.parametrize("stuck", ["batch_get_item", "batch_execute_statement"])
def test_what_stays_undone_fails_the_invocation_and_is_done_by_the_next(
    scoring: ScoringOnAws, pauses: list[float], stuck: str
) -> None:
    batch_sizes = record_calls(
        scoring, lambda name, arguments: unprocessed_response(name, arguments) if name == stuck else None
    )

    with pytest.raises(PartialBatchError):
        scoring.score(risky_transaction(1), risky_transaction(2))

    assert [name for name, _ in batch_sizes].count(stuck) == MAX_ROUNDS == len(pauses) + 1
    assert (len(scoring.items), len(scoring.alerts())) == (0, 0)

    record_calls(scoring)
    scoring.score(risky_transaction(1), risky_transaction(2))
    assert (len(scoring.items), len(scoring.alerts())) == (2, 2)


def test_a_score_that_cannot_be_written_is_named_by_the_tables_reason_and_holds_up_no_other(
    scoring: ScoringOnAws, pauses: list[float]
) -> None:
    dynamodb: Any = scoring.aws.client("dynamodb")
    with_partiql(dynamodb)

    def refuse_the_first(name: str, arguments: Any) -> Any:
        if name != "batch_execute_statement" or "tx-1" not in str(arguments["Statements"][0]["Parameters"]):
            return None
        if rest := arguments["Statements"][1:]:
            dynamodb.batch_execute_statement(Statements=rest)
        return throttled_response(arguments, 1)

    record_calls(scoring, refuse_the_first)
    with pytest.raises(PartialBatchError, match="1 entries: ThrottlingError"):
        scoring.score(risky_transaction(1), risky_transaction(2))

    assert pauses
    assert [json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()] == ["tx-2"]


@pytest.mark.parametrize("error", [THROTTLED, UNREACHABLE], ids=["refused", "unreachable"])
@pytest.mark.parametrize("call", ["publish", "update_item"])
def test_an_alert_that_is_not_out_and_noted_is_owed_and_made_up_for_alone(
    scoring: ScoringOnAws, error: Exception, call: str
) -> None:
    def silence_the_first(name: str, arguments: Any) -> Any:
        if name == call and "tx-1" in json.dumps([arguments.get("Message"), arguments.get("Key")]):
            raise error

    record_calls(scoring, silence_the_first)
    with pytest.raises(PartialBatchError, match=f"1 entries: alert: {type(error).__name__}"):
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


def test_alerts_for_which_there_is_no_time_left_are_left_to_the_repeat(scoring: ScoringOnAws) -> None:
    clock = [0.0]
    result = scoring.module.recorder.record(
        [assess(unpack({"transactions": [risky_transaction(number)]})[0], DEFAULT_RULES) for number in range(3)],
        datetime.fromtimestamp(1_795_350_700.5, UTC),
        new_budget=lambda: Budget(0, clock=lambda: clock[0]),
    )

    assert set(result.failed.values()) == {"alert: BudgetSpent"}
    assert (scoring.alerts(), len(result.decided)) == ([], 3)
    assert scoring.score(*(risky_transaction(number) for number in range(3)))["alerts"] == 3


def test_a_topic_that_is_out_is_asked_no_more_once_all_workers_have_failed(scoring: ScoringOnAws) -> None:
    def silent(name: str, _: Any) -> Any:
        if name == "publish":
            raise THROTTLED

    batch_sizes = record_calls(scoring, silent)
    with pytest.raises(PartialBatchError, match="100 entries"):
        scoring.score(*(risky_transaction(number) for number in range(100)))

    assert [name for name, _ in batch_sizes].count("publish") < 2 * MAX_WORKERS
