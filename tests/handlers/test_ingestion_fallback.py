"""If the table fails the request goes to the queue; if both fail the client is told to try again."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws.dead_letter_queue import DeadLetterSender
from handlers.aws.intake import Intake
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.validation import decode_request
from tests.handlers.functions import FunctionLogs, captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws

NOW = 1_795_350_700_000
BODY = """{
    "transaction_id": "tx-1", "amount": 12345678901234567890.10, "merchant": "Zoë", "metadata": {"rate": 0.1, "n": 7}
}"""

THROTTLED = ClientError(
    {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "the item k3epm3out"}}, "PutItem"
)
TIMED_OUT = ReadTimeoutError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com/k3epm3out")


class Failing:
    """A client that fails at every call."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        never = type("Never", (Exception,), {})
        self.exceptions = SimpleNamespace(ConditionalCheckFailedException=never, TransactionConflictException=never)

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> Any:
            raise self._error

        return call


def intake_without_table(failing: Any, dead_letters: DeadLetterSender) -> Intake:
    """Return an intake whose table fails, so that requests go to the queue."""
    return Intake(TransactionStore(failing, "table"), dead_letters, refuse_card_numbers=False)


@pytest.fixture(params=[THROTTLED, TIMED_OUT], ids=["refused", "timed out"])
def failing_table(
    request: pytest.FixtureRequest, ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch
) -> IngestionOnAws:
    """Return Ingestion with a table that fails."""
    failing: Any = Failing(request.param)
    monkeypatch.setattr(ingestion.module, "intake", intake_without_table(failing, ingestion.module.dead_letters))
    monkeypatch.setattr(ingestion.module, "time", SimpleNamespace(time_ns=lambda: NOW * 1_000_000))
    return ingestion


@pytest.fixture
def without_queue(failing_table: IngestionOnAws, monkeypatch: pytest.MonkeyPatch) -> IngestionOnAws:
    """Return Ingestion with a table and a queue that fail."""
    failing: Any = Failing(THROTTLED)
    monkeypatch.setattr(
        failing_table.module, "intake", intake_without_table(failing, DeadLetterSender(failing, "queue"))
    )
    return failing_table


def test_the_message_has_everything_that_is_needed_to_store_the_request_later(
    failing_table: IngestionOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-6a019e87-3f2a1c5d7e9b0a4c6d8f1e2b")

    answer = failing_table.post(BODY)

    assert answer.status == 200
    assert answer.body == {
        "message": "Transaction stored successfully",
        "transaction_id": "tx-1",
        "timestamp": NOW,
    }
    (message,) = failing_table.queued_messages
    assert message["MessageAttributes"]["reason"]["StringValue"] in {"ClientError", "ReadTimeoutError"}
    kept = json.loads(message["Body"], parse_float=str)
    assert kept["received"] == NOW
    assert kept["trace_id"] == "1-6a019e87-3f2a1c5d7e9b0a4c6d8f1e2b"
    assert kept["request"]["amount"] == "12345678901234567890.10"
    request = message["Body"].partition('"request":')[2].partition(',"received"')[0]
    assert decode_request(request.encode()) == decode_request(BODY.encode())


def test_a_request_with_a_timestamp_is_answered_with_it(failing_table: IngestionOnAws) -> None:
    assert failing_table.invoke(captured_event("api_request")).body["timestamp"] == 1_795_350_615_123


def test_a_queued_request_is_logged_with_its_id_and_the_type_of_the_error(
    failing_table: IngestionOnAws, logs: FunctionLogs
) -> None:
    failing_table.post(BODY)

    (line,) = logs.lines()
    assert (line["message"], line["transaction_id"]) == ("queued", "tx-1")
    assert line["reason"] in {"ClientError", "ReadTimeoutError"}


def test_a_request_that_is_not_persisted_is_answered_with_503_and_retry_after(
    without_queue: IngestionOnAws, logs: FunctionLogs
) -> None:
    answer = without_queue.post(BODY)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.body == {"error": "nothing durable took the transaction, try again"}
    text = logs.text()
    (line,) = map(json.loads, text.splitlines())
    assert (line["level"], line["message"], line["transaction_id"]) == ("WARN", "undurable", "tx-1")
    assert "k3epm3out" not in text + json.dumps(answer.body)


def test_a_failing_table_does_not_make_bad_input_good(failing_table: IngestionOnAws) -> None:
    assert failing_table.post("{}").status == 400
    assert not failing_table.queued_messages
