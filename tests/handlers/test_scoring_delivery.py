"""Scoring's calls have the sizes that AWS takes, and are repeated for unprocessed entries."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.aws.batch_calls import MAX_ROUNDS, drain
from handlers.contract.errors import PartialBatchError
from tests.handlers.recorded_calls import record_calls, throttled_response
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction
from tests.handlers.strategies import first


@pytest.fixture(autouse=True)
def nothing_is_known(scoring: ScoringOnAws) -> None:
    """Decide on payments of nobody, of whom nothing is read or written."""
    scoring.decide_by(first())


@pytest.fixture
def pauses() -> Iterator[list[float]]:
    """Yield the list of pauses, which are not made."""
    made: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drain, "__kwdefaults__", {**(drain.__kwdefaults__ or {}), "pause": made.append})
        yield made


@pytest.fixture
def batch_sizes(scoring: ScoringOnAws) -> list[tuple[str, int]]:
    """Return the list of calls, each with its name and size."""
    return record_calls(scoring)


def test_a_large_batch_is_read_by_100_inserted_by_25_and_alerted_one_by_one(
    scoring: ScoringOnAws, batch_sizes: list[tuple[str, int]]
) -> None:
    batch = [risky_transaction(number) if number < 23 else scored_transaction(number) for number in range(130)]

    assert scoring.score(*batch) == {"received": 130, "scored": 130, "alerts": 23}

    assert batch_sizes[:3] == [("batch_get_item", 1), ("batch_get_item", 100), ("batch_get_item", 30)]
    assert sorted(batch_sizes[3:9]) == [("batch_execute_statement", 5)] + [("batch_execute_statement", 25)] * 5
    assert Counter(batch_sizes[9:]) == {("put_item", 1): 23, ("publish", 1): 46, ("update_item", 1): 23}
    assert set(scoring.items) == {f"tx-{number}" for number in range(130)}
    found = {json.loads(alert["Message"])["transaction_id"] for alert in scoring.alerts()}
    assert found == {f"tx-{number}" for number in range(23)}


def test_a_batch_that_is_known_is_only_read(scoring: ScoringOnAws, batch_sizes: list[tuple[str, int]]) -> None:
    scoring.score(risky_transaction(1), scored_transaction(2))
    batch_sizes.clear()

    assert scoring.score(risky_transaction(1), scored_transaction(2)) == {"received": 2, "scored": 0, "alerts": 0}
    assert batch_sizes == [("batch_get_item", 1), ("batch_get_item", 2)], "the marks of erasures, and the scores"


def test_unprocessed_entries_are_repeated_after_a_pause(scoring: ScoringOnAws, pauses: list[float]) -> None:
    """The first call of each kind on the scores leaves its first entry unprocessed."""
    seen: set[str] = set()
    dynamodb: Any = scoring.aws.client("dynamodb")

    def leave_one(name: str, arguments: Any) -> Any:
        if name in seen or not name.startswith("batch_") or scoring.profiles in arguments.get("RequestItems", ()):
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

    assert batch_sizes[:5] == [
        ("batch_get_item", 1),
        ("batch_get_item", 3),
        ("batch_get_item", 1),
        ("batch_execute_statement", 2),
        ("batch_execute_statement", 1),
    ]
    assert len(pauses) == 2
    assert set(scoring.items) == {"tx-1", "tx-2", "tx-3"}
    assert len(scoring.alerts()) == 2


def unprocessed_response(name: str, arguments: Any) -> Any:
    """Return DynamoDB's response when it processes no entry."""
    if name == "batch_get_item":
        return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}
    return throttled_response(arguments, len(arguments["Statements"]))


@pytest.mark.parametrize("stuck", ["batch_get_item", "batch_execute_statement"])
def test_entries_that_stay_unprocessed_fail_the_invocation_and_are_processed_by_the_next(
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
