"""No call of the transactions table is started once the budget of its batch is spent."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.concurrency import Budget
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.errors import BudgetSpent
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext

CALLS = ["query", "put_item"]


def calls_within(seconds: int) -> list[str]:
    """Return the calls that are made to store a transaction, each of which takes a second."""
    made = list[str]()
    errors = {name: type(name, (Exception,), {}) for name in ("TransactionConflict", "ConditionalCheckFailed")}

    def call(name: str) -> Any:
        return lambda **_: made.append(name) or {"Items": []}  # type: ignore[func-returns-value]

    client: Any = SimpleNamespace(
        **{name: call(name) for name in CALLS},
        exceptions=SimpleNamespace(**{f"{name}Exception": error for name, error in errors.items()}),
    )
    request = TransactionRequest(transaction_id="tx-1", timestamp=1_795_350_700_000)
    budget = Budget(seconds, clock=lambda: len(made))
    try:
        TransactionStore(client, "transactions").store(
            request, RequestContext(milliseconds=1_795_350_700_500, trace_id=None), budget=budget
        )
    except BudgetSpent:
        assert len(made) < len(CALLS)
    return made


@pytest.mark.parametrize("seconds", range(4))
def test_a_transaction_is_stored_by_as_many_calls_as_there_is_time_for(seconds: int) -> None:
    assert calls_within(seconds) == CALLS[:seconds]
