"""A transaction is found by its id, whatever characters that has, and what is no transaction is not found."""

import pytest

from tests.handlers.decisions_on_aws import NOW
from tests.handlers.queries_on_aws import QueriesOnAws
from tests.handlers.test_transaction_queries import read


@pytest.mark.parametrize("name", ["a b", "50%", "a%20b", "ä/ö", "x?y&z=1", "a+b", "#1"])
def test_ids_of_any_characters_are_found(queries: QueriesOnAws, name: str) -> None:
    queries.decisions.ingestion.post({"transaction_id": name, "timestamp": NOW})
    assert queries.get("/transactions", id=name).body["transaction"]["transaction_id"] == name


@pytest.mark.parametrize("name", ["a b", "50%", "ä/ö", "a+b"])
def test_ids_that_hold_no_escape_are_found_by_their_path(queries: QueriesOnAws, name: str) -> None:
    queries.decisions.ingestion.post({"transaction_id": name, "timestamp": NOW})
    assert read(queries, name)["transaction"]["transaction_id"] == name


def test_an_unknown_id_is_404(queries: QueriesOnAws) -> None:
    for answer in (queries.transaction("tx-1"), queries.get("/transactions", id="tx-1")):
        assert (answer.status, answer.body) == (404, {"error": "id: no transaction of this id is stored"})


def test_a_claim_or_a_row_that_is_no_transaction_is_none(queries: QueriesOnAws) -> None:
    table = queries.decisions.ingestion.table
    queries.put(table, {"transaction_id": "tx-1", "timestamp": -1, "claimed_timestamp": NOW})
    queries.put(table, {"transaction_id": "tx-1", "timestamp": NOW, "amount": "much", "merchant": "M"})
    assert queries.transaction("tx-1").status == 404


def test_a_row_of_another_writer_is_shown_as_far_as_it_can_be(queries: QueriesOnAws) -> None:
    row = {"transaction_id": "tx-1", "timestamp": NOW, "amount": 1, "merchant": "M", "customer_id": None}
    queries.put(queries.decisions.ingestion.table, {**row, "created_at": "yesterday", "colour": "red"})
    del row["customer_id"]
    assert read(queries)["transaction"] == row
