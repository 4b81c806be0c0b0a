"""Reads that decide on a conflict or on a repeat are consistent: an older row would be a wrong answer."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from handlers.aws.decision_store import DecisionStore
from handlers.aws.known_transactions import KnownTransactions
from handlers.aws.label_store import LabelStore
from handlers.aws.transaction_reader import TransactionReader
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.money import Money
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext

AT = 1_795_350_700_000
ROW = {"transaction_id": "tx-1", "timestamp": AT, "amount": 1, "merchant": "Bakery"}
REQUEST = TransactionRequest(transaction_id="tx-1", timestamp=AT, amount=Money(1), merchant="Bakery")
SCORE = {
    "transaction_id": "tx-1",
    "timestamp": AT,
    "amount": 1,
    "merchant": "Bakery",
    "fraud_score": 0,
    "outcome": "review",
}


def store(client: Any) -> None:
    TransactionStore(client, "transactions").store(REQUEST, RequestContext(milliseconds=AT + 1, trace_id=None))


def answer(client: Any) -> None:
    KnownTransactions(client, "scores", "reviews").answer(REQUEST, [to_attributes(ROW)], AT + 1)


READS: dict[str, Callable[[Any], Any]] = {
    "Ingestion's rows": store,
    "Decision's rows": lambda client: DecisionStore(client, client, transactions="t", decisions="d").rows("tx-1"),
    "a known score and its review": answer,
    "a labelled transaction": lambda client: TransactionReader(client, "transactions").find("tx-1"),
    "a row of labels": lambda client: LabelStore(client, "labels", "facts").read("tx-1"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_every_read_is_consistent(read: Callable[[Any], Any]) -> None:
    asked = list[dict[str, Any]]()

    def query(**call: Any) -> dict[str, Any]:
        asked.append(call)
        return {"Items": [to_attributes(ROW)]}

    def get_item(**call: Any) -> dict[str, Any]:
        asked.append(call)
        return {"Item": to_attributes(SCORE)} if call["TableName"] == "scores" else {}

    read(SimpleNamespace(query=query, get_item=get_item, exceptions=EXCEPTIONS))

    assert asked
    assert all(call["ConsistentRead"] is True for call in asked)


EXCEPTIONS = SimpleNamespace(
    TransactionConflictException=type("TransactionConflictException", (Exception,), {}),
    ConditionalCheckFailedException=type("ConditionalCheckFailedException", (Exception,), {}),
)
