"""A put that meets a decision under way is no failure of the table: Ingestion looks again, and never uses the queue."""

import json
from typing import Any

import pytest

from tests.handlers.broken_aws import refusal
from tests.handlers.functions import FunctionLogs
from tests.handlers.ingestion_on_aws import IngestionOnAws

PAID = {"transaction_id": "tx-1", "amount": 20, "timestamp": 1_795_350_600_000}
UNTIMED = {"transaction_id": "tx-1", "amount": 20}


def conflict(ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let so many puts meet a transaction under way, as DynamoDB does and the embedded AWS does not."""
    client = ingestion.module.dynamodb
    put, left = client.put_item, iter(range(times))

    def put_item(**asked: Any) -> Any:
        if next(left, None) is None:
            return put(**asked)
        error = refusal("TransactionConflictException", "PutItem")
        raise client.exceptions.TransactionConflictException(error.response, "PutItem")

    monkeypatch.setattr(client, "put_item", put_item)


@pytest.mark.parametrize("request_", [PAID, UNTIMED], ids=["timed", "untimed"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_request_that_meets_one_is_stored_when_it_looks_again(
    ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch, request_: dict[str, Any], times: int
) -> None:
    conflict(ingestion, monkeypatch, times)

    assert ingestion.post(request_).status == 200
    assert (len(ingestion.items), ingestion.queued_messages) == (1, [])


def test_one_that_meets_others_all_the_time_is_to_come_again_soon(
    ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs
) -> None:
    conflict(ingestion, monkeypatch, 3)

    answer = ingestion.post(PAID)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert (ingestion.items, ingestion.queued_messages) == ([], [])
    assert [(line["message"], line["DecisionConflicts"]) for line in logs.lines()] == [("held", 1)]


def test_in_a_batch_that_one_alone_is_unavailable(ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    conflict(ingestion, monkeypatch, 3)
    batch = {"transactions": [PAID, {**PAID, "transaction_id": "tx-2"}]}

    answer = ingestion.invoke({"resource": "/transactions/batch", "body": json.dumps(batch), "headers": {}})

    assert [each["status"] for each in answer.body["results"]] == ["unavailable", "stored"]
    assert answer.body["results"][0]["error"] == "another request holds the id, try again"
    assert ingestion.queued_messages == []
