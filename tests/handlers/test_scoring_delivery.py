"""Scoring's calls: chunked to what AWS takes, retried where it left entries undone, alerts before scores."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from handlers.domain.errors import Unfinished
from handlers.edges.alerts_topic import AlertsTopic
from handlers.edges.batches import ROUNDS, drain
from handlers.edges.scores_table import ScoresTable
from tests.handlers.scoring_on_aws import Scoring, risky, transaction

THROTTLED = ClientError({"Error": {"Code": "Throttled", "Message": "k3epm3out"}}, "Publish")
UNREACHABLE = EndpointConnectionError(endpoint_url="https://sns.us-east-1.amazonaws.com")


class Recording:
    """A client that notes each call with its size, and may have it answered by somebody else."""

    def __init__(self, client: Any, calls: list[tuple[str, int]], answer: Callable[[str, Any], Any] | None) -> None:
        self._client, self._calls, self._answer = client, calls, answer

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self._calls.append((name, _size(arguments)))
            answer = self._answer(name, arguments) if self._answer else None
            return getattr(self._client, name)(**arguments) if answer is None else answer

        return call


def _size(arguments: dict[str, Any]) -> int:
    (requested,) = arguments.get("RequestItems", {"": [arguments]}).values()
    return len(requested["Keys"] if isinstance(requested, dict) else requested)


@pytest.fixture
def pauses() -> Iterator[list[float]]:
    """The pauses that would have been made."""
    made: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drain, "__kwdefaults__", {**(drain.__kwdefaults__ or {}), "pause": made.append})
        yield made


@pytest.fixture
def calls(scoring: Scoring) -> list[tuple[str, int]]:
    """Each batch call by name and size."""
    return record(scoring)


def record(scoring: Scoring, answer: Callable[[str, Any], Any] | None = None) -> list[tuple[str, int]]:
    calls: list[tuple[str, int]] = []
    table: Any = Recording(scoring.aws.client("dynamodb"), calls, answer)
    topic: Any = Recording(scoring.aws.client("sns"), calls, answer)
    (arn,) = (each["TopicArn"] for each in scoring.aws.client("sns").list_topics()["Topics"])
    scoring.module.scores = ScoresTable(table, scoring.table)
    scoring.module.alerts = AlertsTopic(topic, arn)
    return calls


def test_a_large_batch_is_read_by_100_alerted_one_by_one_and_written_by_25(
    scoring: Scoring, calls: list[tuple[str, int]]
) -> None:
    batch = [risky(number) if number < 23 else transaction(number) for number in range(130)]

    assert scoring.score(*batch) == {"received": 130, "scored": 130, "alerts": 23}

    assert calls == (
        [("batch_get_item", 100), ("batch_get_item", 30)]
        + [("publish", 1)] * 23
        + [("batch_write_item", 25)] * 5
        + [("batch_write_item", 5)]
    )
    assert set(scoring.items) == {f"tx-{number}" for number in range(130)}
    found = {json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()}
    assert found == {f"tx-{number}" for number in range(23)}


def test_a_batch_that_is_known_is_only_read(scoring: Scoring, calls: list[tuple[str, int]]) -> None:
    scoring.score(risky(1), transaction(2))
    calls.clear()

    assert scoring.score(risky(1), transaction(2)) == {"received": 2, "scored": 0, "alerts": 0}
    assert calls == [("batch_get_item", 2)]


def test_what_the_table_leaves_undone_is_done_after_a_pause(scoring: Scoring, pauses: list[float]) -> None:
    """The first call of each kind does all but the first entry, which it gives back."""
    seen: set[str] = set()
    dynamodb: Any = scoring.aws.client("dynamodb")

    def leave_one(name: str, arguments: Any) -> Any:
        if name in seen or name == "publish":
            return None
        seen.add(name)
        ((table, requested),) = arguments["RequestItems"].items()
        if name == "batch_get_item":
            first, *rest = requested["Keys"]
            answer = dynamodb.batch_get_item(RequestItems={table: {**requested, "Keys": rest}})
            return {**answer, "UnprocessedKeys": {table: {**requested, "Keys": [first]}}}
        first, *rest = requested
        dynamodb.batch_write_item(RequestItems={table: rest})
        return {"UnprocessedItems": {table: [first]}}

    scoring.score(risky(1))
    scoring.alerts()
    calls = record(scoring, leave_one)

    assert scoring.score(risky(1), risky(2), risky(3)) == {"received": 3, "scored": 2, "alerts": 2}

    assert calls == [
        ("batch_get_item", 3),
        ("batch_get_item", 1),
        *[("publish", 1)] * 2,
        ("batch_write_item", 2),
        ("batch_write_item", 1),
    ]
    assert len(pauses) == 2
    assert set(scoring.items) == {"tx-1", "tx-2", "tx-3"}
    assert len(scoring.alerts()) == 2


def undone(name: str, arguments: Any) -> Any:
    """What DynamoDB answers when it does nothing of it."""
    if name == "batch_get_item":
        return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}
    return {"UnprocessedItems": arguments["RequestItems"]}


@pytest.mark.parametrize(("stuck", "alerts"), [("batch_get_item", 0), ("batch_write_item", 2)])
def test_what_stays_undone_fails_the_invocation_and_is_done_by_the_next(
    scoring: Scoring, pauses: list[float], stuck: str, alerts: int
) -> None:
    calls = record(scoring, lambda name, arguments: undone(name, arguments) if name == stuck else None)

    with pytest.raises(Unfinished):
        scoring.score(risky(1), risky(2))

    assert [name for name, _ in calls].count(stuck) == ROUNDS == len(pauses) + 1
    assert (len(scoring.items), len(scoring.alerts())) == (0, alerts)

    record(scoring)
    scoring.score(risky(1), risky(2))
    assert (len(scoring.items), len(scoring.alerts())) == (2, 2)


@pytest.mark.parametrize("error", [THROTTLED, UNREACHABLE], ids=["refused", "unreachable"])
def test_an_alert_that_cannot_be_published_leaves_its_score_unwritten_and_is_made_up_for_alone(
    scoring: Scoring, error: Exception
) -> None:
    def silence_the_first(name: str, arguments: Any) -> Any:
        if name == "publish" and '"tx-1"' in arguments["Message"]:
            raise error

    record(scoring, silence_the_first)
    with pytest.raises(Unfinished, match="1 entries: alerts not published"):
        scoring.score(risky(1), risky(2), transaction(3))

    assert set(scoring.items) == {"tx-2", "tx-3"}
    assert len(scoring.alerts()) == 1

    record(scoring)
    assert scoring.score(risky(1), risky(2), transaction(3)) == {"received": 3, "scored": 1, "alerts": 1}
    assert [json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()] == ["tx-1"]
    assert set(scoring.items) == {"tx-1", "tx-2", "tx-3"}
