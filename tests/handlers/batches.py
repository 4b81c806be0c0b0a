"""Batches for Ingestion, and what is read from the responses."""

import json
from collections.abc import Sequence
from typing import Any

from tests.handlers.functions import captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws, IngestionResponse

NOW = 1_795_350_600_000
"""Epoch milliseconds."""


def post_batch(ingestion: IngestionOnAws, transactions: Sequence[Any]) -> IngestionResponse:
    body = json.dumps({"transactions": transactions})
    return ingestion.invoke({**captured_event("api_request"), "resource": "/transactions/batch", "body": body})


def timed_transaction(identity: str, **fields: Any) -> dict[str, Any]:
    return {"transaction_id": identity, "timestamp": NOW, **fields}


def statuses(answer: IngestionResponse) -> list[str]:
    assert answer.status == 200
    return [result["status"] for result in answer.body["results"]]
