"""A decision that finds its id taken, or whose transaction is cancelled, is answered from what is stored, or queued."""

from typing import Any

import pytest

from tests.handlers.broken_aws import refusal
from tests.handlers.decisions_on_aws import DECISIONS, NOW, DecisionsOnAws
from tests.handlers.functions import FunctionLogs

PAID: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 20000,
    "merchant": "Crypto Kingdom",
    "timestamp": NOW - 500,
}


def cancelled(decisions: DecisionsOnAws, *codes: str) -> Exception:
    """Return the error of a transaction that was cancelled, with a code for the claim and one for the row."""
    error: Exception = decisions.module.writes.exceptions.TransactionCanceledException(
        refusal("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes]).response,
        "TransactWriteItems",
    )
    return error


def test_a_request_whose_id_another_one_took_meanwhile_hears_its_answer(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = decisions.module.writes
    write = writes.transact_write_items

    def lose(**call: Any) -> None:
        monkeypatch.setattr(writes, "transact_write_items", write)
        assert decisions.post({**PAID, "timestamp": NOW - 900}).status == 200
        write(**call)

    monkeypatch.setattr(writes, "transact_write_items", lose)
    answer = decisions.post(PAID)

    assert answer.status == 200, answer.body
    assert (answer.body["duplicate"], answer.body["timestamp"]) == (True, NOW - 900)
    assert [row["timestamp"] for row in decisions.rows] == [NOW - 900]
    assert decisions.queued == []


@pytest.mark.parametrize(
    "code", ["ThrottlingError", "ProvisionedThroughputExceeded", "ItemCollectionSizeLimitExceeded"]
)
def test_a_transaction_that_was_cancelled_for_another_reason_than_the_id_is_queued(
    decisions: DecisionsOnAws, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def fail(**_: Any) -> None:
        raise cancelled(decisions, "None", code)

    monkeypatch.setattr(decisions.module.writes, "transact_write_items", fail)
    answer = decisions.post(PAID)

    assert (answer.status, answer.body["outcome"]) == (200, "review")
    assert decisions.rows == []
    assert len(decisions.queued) == 1


def test_an_id_whose_claim_has_no_transaction_is_held_until_the_claim_expires(
    decisions: DecisionsOnAws, logs: FunctionLogs
) -> None:
    decisions.put(DECISIONS, {"key": "id#tx-1", "expiry": NOW // 1000 + 60})

    answer = decisions.post(PAID)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert [(line["message"], line["DecisionConflicts"]) for line in logs.lines()] == [("held", 1)]
    assert (decisions.rows, decisions.queued) == ([], [])
    decisions.clock.now += 60_000
    assert decisions.post(PAID).status == 200
    assert [row["transaction_id"] for row in decisions.rows] == ["tx-1"]
