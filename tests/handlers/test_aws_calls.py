"""The functions' calls to their tables: reads are consistent, and writes are conditional."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.client import BaseClient

from handlers.contract.errors import PartialBatchError
from tests.handlers.clients_of_others import is_of_the_embedded_aws
from tests.handlers.ingestion_on_aws import IngestionOnAws
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction, scored_transaction

READS = frozenset({"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"})
WRITES = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "BatchExecuteStatement", "ExecuteStatement"}
)

AwsCall = tuple[str, Mapping[str, Any]]


@pytest.fixture
def aws_calls(monkeypatch: pytest.MonkeyPatch) -> list[AwsCall]:
    """Return the list of all calls to AWS, in order."""
    made: list[AwsCall] = []
    call: Any = getattr(BaseClient, "_make_api_call")  # noqa: B009 -- where every method of every client ends; it has no types

    def noted(self: BaseClient, operation: str, asked: dict[str, Any]) -> Any:
        if not is_of_the_embedded_aws(self):
            made.append((operation, asked))
        return call(self, operation, asked)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return made


def ingest(ingestion: IngestionOnAws) -> None:
    """Post requests of each kind: new, repeated, in conflict, and without a timestamp."""
    for body in (
        {"transaction_id": "one", "timestamp": 1_767_603_600_000, "amount": 1},
        {"transaction_id": "one", "timestamp": 1_767_603_600_000, "amount": 1},
        {"transaction_id": "one", "timestamp": 1_767_603_600_000, "amount": 2},
        {"transaction_id": "two"},
        {"transaction_id": "two"},
    ):
        ingestion.post(body)


def is_consistent(operation: str, asked: Mapping[str, Any]) -> bool:
    """Return whether a read sees every earlier write."""
    if operation == "BatchGetItem":
        return all(each.get("ConsistentRead") is True for each in asked["RequestItems"].values())
    return operation == "TransactGetItems" or asked.get("ConsistentRead") is True


def is_conditional(operation: str, asked: Mapping[str, Any]) -> bool:
    """Return whether a write depends on the item that is already there."""
    if operation == "BatchExecuteStatement":  # an INSERT writes only where nothing stands
        written = (each["Statement"] for each in asked["Statements"])
        return all(each.startswith("INSERT INTO ") or each.endswith(' AND "version"=?') for each in written)
    return bool(asked.get("ConditionExpression"))


def test_ingestion_reads_consistently(ingestion: IngestionOnAws, aws_calls: list[AwsCall]) -> None:
    ingest(ingestion)

    reads = [(operation, asked) for operation, asked in aws_calls if operation in READS]
    assert reads
    assert [operation for operation, asked in reads if not is_consistent(operation, asked)] == []


def test_scoring_reads_consistently(scoring: ScoringOnAws, aws_calls: list[AwsCall]) -> None:
    scoring.score(scored_transaction(1), risky_transaction(2))
    scoring.score(scored_transaction(1), risky_transaction(2))

    reads = [(operation, asked) for operation, asked in aws_calls if operation in READS]
    assert reads
    assert [operation for operation, asked in reads if not is_consistent(operation, asked)] == []


def test_every_write_is_conditional(ingestion: IngestionOnAws, scoring: ScoringOnAws, aws_calls: list[AwsCall]) -> None:
    ingest(ingestion)
    scoring.score(scored_transaction(1), risky_transaction(2))
    scoring.score(risky_transaction(2))

    writes = [(operation, asked) for operation, asked in aws_calls if operation in WRITES]
    assert {"PutItem", "BatchExecuteStatement", "UpdateItem"} <= {operation for operation, _ in writes}
    assert [operation for operation, asked in writes if not is_conditional(operation, asked)] == []


def test_a_refused_write_returns_the_existing_item(
    ingestion: IngestionOnAws, scoring: ScoringOnAws, aws_calls: list[AwsCall]
) -> None:
    """The item comes with the refusal: a read after it could lose the race again."""
    ingest(ingestion)
    stored = [asked for operation, asked in aws_calls if operation == "PutItem"]
    scoring.score(risky_transaction(2))
    settled = [asked for operation, asked in aws_calls if operation == "UpdateItem"]

    assert stored
    assert settled
    assert {asked.get("ReturnValuesOnConditionCheckFailure") for asked in [*stored, *settled]} == {"ALL_OLD"}


def test_a_row_that_expires_before_it_is_settled_does_not_come_back_in_part(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    call: Any = getattr(BaseClient, "_make_api_call")  # noqa: B009 -- as above
    expired: list[str] = []

    def expiring(self: BaseClient, operation: str, asked: dict[str, Any]) -> Any:
        if operation == "Publish":
            key = {"transaction_id": {"S": "tx-2"}}
            call(scoring.aws.client("dynamodb"), "DeleteItem", {"TableName": scoring.table, "Key": key})
            expired.append("tx-2")
        return call(self, operation, asked)

    monkeypatch.setattr(BaseClient, "_make_api_call", expiring)
    with pytest.raises(PartialBatchError, match="ConditionalCheckFailed"):
        scoring.score(risky_transaction(2))

    assert set(expired) == {"tx-2"}
    assert scoring.items == {}
