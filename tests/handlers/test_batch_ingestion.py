"""Each transaction of a batch is answered by itself, in order, and everything answered as stored is persisted."""

import json
from decimal import Decimal

import pytest

from tests.handlers.batches import NOW, post_batch, statuses, timed_transaction
from tests.handlers.functions import FunctionLogs, captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws


def test_a_hundred_transactions_are_stored_and_answered_in_order(ingestion: IngestionOnAws) -> None:
    sent = [timed_transaction(f"tx-{number}", amount=number, timestamp=NOW + number) for number in range(100)]

    answer = post_batch(ingestion, sent)

    assert answer.body["results"] == [
        {"status": "stored", "transaction_id": f"tx-{number}", "timestamp": NOW + number} for number in range(100)
    ]
    assert {item["transaction_id"]: item["amount"] for item in ingestion.items} == {
        f"tx-{number}": Decimal(number) for number in range(100)
    }


def test_a_bad_transaction_takes_none_of_its_neighbours_with_it(ingestion: IngestionOnAws) -> None:
    bad = [
        timed_transaction("bad", amount=-1),
        {"transaction_id": "untimed"},
        "no object",
        timed_transaction("bad", colour="red"),
        timed_transaction("bad\n"),
    ]

    answer = post_batch(ingestion, [timed_transaction("first"), *bad, timed_transaction("last")])

    assert statuses(answer) == ["stored", *["refused"] * len(bad), "stored"]
    errors = [result["error"].partition(":")[0] for result in answer.body["results"][1:-1]]
    assert errors == ["amount", "timestamp", "body", "colour", "transaction_id"]
    assert {item["transaction_id"] for item in ingestion.items} == {"first", "last"}


def test_a_name_given_twice_refuses_only_its_own_transaction(ingestion: IngestionOnAws) -> None:
    twice = f'{{"transaction_id":"a","timestamp":{NOW},"amount":1,"amount":2}}'
    body = f'{{"transactions":[{twice},{{"transaction_id":"b","timestamp":{NOW}}}]}}'

    answer = ingestion.invoke({**captured_event("api_request"), "resource": "/transactions/batch", "body": body})

    assert statuses(answer) == ["refused", "stored"]
    assert answer.body["results"][0]["error"] == "amount: must not be given twice"


def test_repeats_and_conflicts_are_found_by_the_rows_in_the_table(ingestion: IngestionOnAws) -> None:
    post_batch(ingestion, [timed_transaction("same", amount=1), timed_transaction("other", amount=1)])

    answer = post_batch(
        ingestion, [timed_transaction("same", amount=1), timed_transaction("other", amount=2), timed_transaction("new")]
    )

    assert statuses(answer) == ["duplicate", "conflict", "stored"]
    assert {item["transaction_id"]: item["amount"] for item in ingestion.items}["other"] == 1


def test_an_id_that_is_known_under_another_timestamp_is_a_conflict(ingestion: IngestionOnAws) -> None:
    ingestion.post(timed_transaction("single"))
    post_batch(ingestion, [timed_transaction("batch")])

    later = [
        timed_transaction("single", timestamp=NOW + 1),
        timed_transaction("batch", timestamp=NOW + 1),
        timed_transaction("new"),
    ]

    assert statuses(post_batch(ingestion, later)) == ["conflict", "conflict", "stored"]
    assert ingestion.post(timed_transaction("batch", timestamp=NOW + 1)).status == 409
    assert {item["timestamp"] for item in ingestion.items} == {NOW}


def test_a_batch_repeats_a_single_request_without_timestamp_only_with_its_stored_timestamp(
    ingestion: IngestionOnAws,
) -> None:
    stored = ingestion.post({"transaction_id": "a", "amount": 1}).body["timestamp"]

    answer = post_batch(ingestion, [timed_transaction("a", amount=1, timestamp=stored)])

    assert statuses(answer) == ["duplicate"]
    assert statuses(post_batch(ingestion, [timed_transaction("a", amount=1, timestamp=stored + 1)])) == ["conflict"]


def test_within_a_batch_the_first_of_an_id_counts(ingestion: IngestionOnAws) -> None:
    twice = [timed_transaction("a", amount=1), timed_transaction("a", amount=1), timed_transaction("a", amount=2)]

    answer = post_batch(ingestion, [*twice, timed_transaction("a", amount=1, timestamp=NOW + 1)])

    assert statuses(answer) == ["stored", "duplicate", "conflict", "conflict"]
    assert [item["amount"] for item in ingestion.items] == [1]


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"transactions":[]}', '{"transactions":{}}', '{"transactions":[{}],"more":1}', "nonsense"]
)
def test_a_body_that_is_not_a_batch_is_refused_as_a_whole(ingestion: IngestionOnAws, body: str) -> None:
    answer = ingestion.invoke({**captured_event("api_request"), "resource": "/transactions/batch", "body": body})

    assert answer.status == 400
    assert answer.body["error"].startswith(("transactions: must be a list of 1 to 100", "body: must be"))


def test_more_than_a_hundred_transactions_are_refused_as_a_whole(ingestion: IngestionOnAws) -> None:
    assert post_batch(ingestion, [timed_transaction(str(number)) for number in range(101)]).status == 400
    assert ingestion.rows == []


def test_a_body_of_more_than_two_mebibytes_is_too_large(ingestion: IngestionOnAws) -> None:
    assert post_batch(ingestion, [timed_transaction("a", merchant="x" * 2**21)]).status == 413


def test_the_log_counts_outcomes_and_names_the_persisted_transactions(
    ingestion: IngestionOnAws, logs: FunctionLogs
) -> None:
    post_batch(ingestion, [timed_transaction("a", merchant="k3epm3out"), timed_transaction("b", amount=-1)])

    (line,) = logs.lines()
    assert line["outcomes"] == {"stored": 1, "refused": 1}
    assert line["transaction_ids"] == ["a"]
    assert "k3epm3out" not in json.dumps(line)
