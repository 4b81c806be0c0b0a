"""Labels and the review of a transaction, with its final outcome, are read back with it."""

from typing import Any

from handlers.contract.iso_time import iso_time
from tests.handlers.decisions_on_aws import NOW
from tests.handlers.feedback_on_aws import LABELS, fraud
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.reviews_table import REVIEWS
from tests.handlers.test_decisions import PAID, STRATEGY
from tests.handlers.test_transaction_queries import read


def test_labels_are_listed_and_the_one_that_counts_is_the_last(queries: QueriesOnAws) -> None:
    queries.feedback.store("tx-1")
    queries.feedback.label(fraud("tx-1"))
    queries.feedback.label(fraud("tx-1", label="legitimate", source="analyst", note="called them", at=NOW))
    at = queries.feedback.now
    assert read(queries)["labels"] == [
        {
            "label": "legitimate",
            "source": "analyst",
            "at": iso_time(NOW),
            "received": iso_time(at),
            "note": "called them",
        },
        {"label": "fraud", "source": "chargeback", "at": iso_time(at - 1000), "received": iso_time(at)},
    ]


REVIEW: dict[str, Any] = {
    "transaction_id": "tx-1",
    "timestamp": NOW - 500,
    "version": 1,
    "status": "open",
    "opened_at": NOW,
    "due": NOW + 86_400_000,
    "told": "review",
    "outcome": "review",
    "fraud_score": 1,
    "amount": 20000,
    "merchant": "Crypto Kingdom",
}


def test_the_review_is_shown_and_the_final_outcome_beside_the_first(queries: QueriesOnAws) -> None:
    queries.decisions.post(PAID)
    queries.put(REVIEWS, REVIEW)
    assert read(queries)["review"]["state"] == "open"
    assert "final_outcome" not in read(queries)
    decided = {"status": "declined", "final_outcome": "decline", "decided_by": "ann", "decided_at": NOW + 1}
    queries.put(REVIEWS, {**REVIEW, **decided, "version": 2})
    shown = read(queries)
    assert (shown["decision"]["outcome"], shown["final_outcome"]) == ("review", "decline")
    assert shown["review"]["decided_by"] == "ann"


def test_rows_that_hold_something_else_are_named(queries: QueriesOnAws) -> None:
    queries.decisions.post(PAID)
    queries.put(LABELS, {"transaction_id": "tx-1", "history": "none of ours"})
    queries.put(REVIEWS, {"transaction_id": "tx-1", "status": "unheard of", "due": 1})
    shown = read(queries)
    assert shown["unreadable"] == ["labels", "review"]
    assert shown["decision"]["strategy"] == STRATEGY
