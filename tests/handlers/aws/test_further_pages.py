"""Answers of a table in several pages are read to the end, whoever asks."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.aws.concurrency import Budget
from handlers.aws.decision_store import DecisionStore
from handlers.aws.review_store import ReviewStore
from handlers.aws.sharded_index import SHARDS
from handlers.aws.transaction_reader import TransactionReader
from handlers.aws.transaction_records import RecordTables, TransactionRecords

AT = 1_795_350_700_000
ROWS: Sequence[dict[str, Any]] = [
    {"transaction_id": "tx-1", "timestamp": AT + place, "amount": 1, "merchant": "Bakery", "opened_at": AT + place}
    for place in range(3)
]


class PagedTable:
    """A table whose pages hold one row each; a page that is asked for out of turn is an error."""

    def __init__(self) -> None:
        self.starts = list[Any]()

    def query(self, **asked: Any) -> dict[str, Any]:
        """Return the page after the row that is named, or the first."""
        start = asked.get("ExclusiveStartKey")
        self.starts.append(start)
        place = 0 if start is None else int(start["timestamp"]["N"]) - AT + 1
        items = [to_attributes(row) for row in ROWS[place : place + 1]]
        last = {"timestamp": items[0]["timestamp"]} if place + 1 < len(ROWS) else None
        return {"Items": items, **({"LastEvaluatedKey": last} if last else {})}


def of_decision(client: Any) -> list[int]:
    rows = DecisionStore(client, client, transactions="transactions", decisions="decisions").rows("tx-1")
    return [int(row["timestamp"]["N"]) for row in rows]


def of_feedback(client: Any) -> list[int]:
    return [each.transaction.timestamp for each in TransactionReader(client, "transactions").find("tx-1")]


def of_queries(client: Any) -> list[int]:
    tables: Any = SimpleNamespace(
        query=client.query, batch_get_item=lambda **_: {"Responses": {}, "UnprocessedKeys": {}}
    )
    shown = TransactionRecords(tables, RecordTables("transactions", "scores", "labels", "reviews")).view("tx-1", AT)
    return sorted([shown["transaction"]["timestamp"], *shown["raced"]])


@pytest.mark.parametrize("read", [of_decision, of_feedback, of_queries])
def test_all_transactions_of_an_id_are_read(read: Callable[[Any], list[int]]) -> None:
    table = PagedTable()

    assert read(table) == [AT, AT + 1, AT + 2]
    assert table.starts[0] is None
    assert all(one != other for one, other in pairwise(table.starts))


def test_all_reviews_that_wait_are_counted() -> None:
    table: Any = SimpleNamespace(query=PagedTable().query)

    waiting = ReviewStore(table, "reviews").waiting(Budget(60))

    assert (waiting.number, waiting.oldest) == (len(ROWS) * len(SHARDS), AT)
