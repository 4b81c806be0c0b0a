"""The SDK's retries, and requests that race under one id, make one transaction and get one answer."""

from typing import Any

import boto3
import msgspec
import pytest

from handlers.aws.attributes import from_attributes
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.errors import Conflict
from handlers.contract.money import Metadata
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext
from handlers.contract.validation import decode_request

UNTIMED = decode_request(b'{"transaction_id": "tx-1", "amount": 12.50, "metadata": {"attempt": 1}}')
TIMED = decode_request(
    b'{"transaction_id": "tx-1", "amount": 12.50, "timestamp": 1795350600000, "metadata": {"attempt": 1}}'
)


class RepeatingClient:
    """A real client that sends every put several times, and may see an empty table."""

    def __init__(self, aws: boto3.Session, *, puts: int = 1, blind: bool = False) -> None:
        self._client = aws.client("dynamodb")
        self._puts, self._blind = puts, blind
        self.exceptions = self._client.exceptions

    def query(self, **asked: Any) -> Any:
        return {"Items": []} if self._blind else self._client.query(**asked)

    def put_item(self, **asked: Any) -> Any:
        for _ in range(self._puts - 1):
            self._client.put_item(**asked)
        return self._client.put_item(**asked)

    def items(self, table: str) -> list[dict[str, Any]]:
        rows = map(from_attributes, self._client.scan(TableName=table)["Items"])
        return [row for row in rows if row["timestamp"] >= 0]


def store_request(client: Any, table: str, request: TransactionRequest, milliseconds: int) -> Any:
    context = RequestContext(milliseconds=milliseconds, trace_id=None)
    return TransactionStore(client, table).store(request, context)


@pytest.mark.parametrize("request_", [UNTIMED, TIMED], ids=["without timestamp", "with timestamp"])
def test_the_sdks_own_retry_after_a_lost_answer_is_no_duplicate(
    aws: boto3.Session, transactions: str, request_: TransactionRequest
) -> None:
    client = RepeatingClient(aws, puts=2)

    assert not store_request(client, transactions, request_, 1_000).duplicate
    assert len(client.items(transactions)) == 1


def test_requests_that_all_saw_an_empty_table_get_the_same_answer(aws: boto3.Session, transactions: str) -> None:
    client = RepeatingClient(aws, blind=True)

    answers = [store_request(client, transactions, UNTIMED, 5_000 - number) for number in range(5)]

    assert [(answer.timestamp, answer.duplicate) for answer in answers] == [(5_000, False)] + [(5_000, True)] * 4
    assert len(client.items(transactions)) == 1


def test_a_boolean_and_a_number_that_race_within_a_millisecond_are_different(
    aws: boto3.Session, transactions: str
) -> None:
    client = RepeatingClient(aws, blind=True)
    other = msgspec.structs.replace(TIMED, metadata=Metadata({"attempt": True}))

    store_request(client, transactions, TIMED, 1_000)

    with pytest.raises(Conflict):
        store_request(client, transactions, other, 1_000)
