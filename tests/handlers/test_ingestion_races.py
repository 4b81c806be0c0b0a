"""However requests under one id race, fail in between or are sent again by the SDK, one item comes of them."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from handlers.domain.errors import Conflict
from handlers.domain.receipt import Receipt, Stored
from handlers.domain.request import TransactionRequest, decode
from handlers.edges.attributes import from_attributes
from handlers.edges.transactions_table import TransactionsTable

UNTIMED = decode(b'{"transaction_id": "tx-1", "amount": 12.50, "metadata": {"attempt": 1}}')
TIMED = decode(b'{"transaction_id": "tx-1", "amount": 12.50, "timestamp": 7, "metadata": {"attempt": 1}}')
OTHER = decode(b'{"transaction_id": "tx-1", "amount": 99}')

EARLY = Receipt(milliseconds=1_000, trace_id="1-early")
LATE = Receipt(milliseconds=2_000, trace_id="1-late")


class Scripted:
    """A client that does `before` before the nth put, and for real what it is asked to."""

    def __init__(self, client: Any, before: Callable[[int], object], *, blind: bool = False) -> None:
        self._client, self._before, self._blind, self._puts = client, before, blind, 0
        self.exceptions = client.exceptions

    def query(self, **arguments: Any) -> Any:
        return {"Items": []} if self._blind else self._client.query(**arguments)

    def put_item(self, **arguments: Any) -> Any:
        self._puts += 1
        self._before(self._puts)
        return self._client.put_item(**arguments)


class Table:
    """A real table in memory, and scripted ways to it."""

    def __init__(self, aws: boto3.Session, name: str) -> None:
        self._client, self._name = aws.client("dynamodb"), name

    def store(self, request: TransactionRequest, receipt: Receipt) -> Stored:
        return TransactionsTable(self._client, self._name).store(request, receipt)

    def scripted(self, before: Callable[[int], object], *, blind: bool = False) -> TransactionsTable:
        client: Any = Scripted(self._client, before, blind=blind)
        return TransactionsTable(client, self._name)

    @property
    def items(self) -> list[dict[str, Any]]:
        rows = [from_attributes(row) for row in self._client.scan(TableName=self._name)["Items"]]
        return [row for row in rows if row["timestamp"] >= 0]


@pytest.fixture
def table(aws: boto3.Session, transactions: str) -> Table:
    return Table(aws, transactions)


def crash_at_the_second_put(put: int) -> None:
    if put == 2:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")


@pytest.mark.parametrize("request_", [UNTIMED, TIMED], ids=["without timestamp", "with timestamp"])
@pytest.mark.parametrize(("first", "second"), [(EARLY, LATE), (LATE, EARLY)], ids=["early", "late"])
@pytest.mark.parametrize("overtaken_at", [1, 2], ids=["before its first put", "before its second put"])
def test_of_two_that_race_one_is_stored_and_both_get_its_answer(
    table: Table, request_: TransactionRequest, first: Receipt, second: Receipt, overtaken_at: int
) -> None:
    others: list[Stored] = []

    def overtake(put: int) -> None:
        if put == overtaken_at or (request_ is TIMED and not others):
            others.append(table.store(request_, second))

    slow = table.scripted(overtake)

    mine = slow.store(request_, first)

    (other,) = others
    (item,) = table.items
    assert (mine.timestamp, mine.duplicate) == (other.timestamp, True)
    assert (item["timestamp"], other.duplicate) == (other.timestamp, False)
    assert item["trace_id"] == second.trace_id


def test_many_that_all_saw_an_empty_table_agree(table: Table) -> None:
    blind = table.scripted(lambda _: None, blind=True)

    answers = [blind.store(UNTIMED, Receipt(milliseconds=5_000 - number, trace_id=None)) for number in range(5)]

    assert [(answer.timestamp, answer.duplicate) for answer in answers] == [(5_000, False)] + [(5_000, True)] * 4
    assert len(table.items) == 1


def test_of_two_that_race_with_other_content_one_is_stored_and_one_is_a_conflict(table: Table) -> None:
    slow = table.scripted(lambda put: put == 2 and table.store(OTHER, LATE))

    with pytest.raises(Conflict):
        slow.store(UNTIMED, EARLY)
    assert [item["amount"] for item in table.items] == [99]


@pytest.mark.parametrize("again", [UNTIMED, OTHER], ids=["same", "other content"])
def test_a_crash_between_claim_and_item_leaves_the_id_to_whoever_comes_next(
    table: Table, again: TransactionRequest
) -> None:
    crashing = table.scripted(crash_at_the_second_put)
    with pytest.raises(EndpointConnectionError):
        crashing.store(UNTIMED, EARLY)
    assert table.items == []

    stored = table.store(again, LATE)

    assert (stored.timestamp, stored.duplicate) == (EARLY.milliseconds, False)
    (item,) = table.items
    assert (item["amount"], item["created_at"]) == (again.amount, LATE.created_at)
    assert table.store(again, LATE).duplicate


class LostAnswers(Scripted):
    """A client whose first answers get lost on the way, so that the SDK by itself asks again."""

    def put_item(self, **arguments: Any) -> Any:
        self._client.put_item(**arguments)
        return self._client.put_item(**arguments)


@pytest.mark.parametrize("request_", [UNTIMED, TIMED], ids=["without timestamp", "with timestamp"])
def test_the_sdks_own_retry_after_a_lost_answer_is_no_duplicate(
    aws: boto3.Session, transactions: str, table: Table, request_: TransactionRequest
) -> None:
    client: Any = LostAnswers(aws.client("dynamodb"), lambda _: None)

    stored = TransactionsTable(client, transactions).store(request_, EARLY)

    assert not stored.duplicate
    assert len(table.items) == 1
