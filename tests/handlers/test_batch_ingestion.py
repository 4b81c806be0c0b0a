"""A batch is judged transaction by transaction, in order, and what is said to be stored is durable."""

import json
from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.edges.dead_letters import DeadLetters
from handlers.edges.intake import Intake
from handlers.edges.transactions_batch import TransactionsBatch
from tests.handlers.functions import Answer, Ingestion, Logs, event

THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": "k3epm3out"}}, "BatchWriteItem")


def post(ingestion: Ingestion, transactions: Sequence[Any]) -> Answer:
    body = json.dumps({"transactions": transactions})
    return ingestion.answer({**event("api_request"), "resource": "/transactions/batch", "body": body})


def transaction(identity: str, **fields: Any) -> dict[str, Any]:
    return {"transaction_id": identity, "timestamp": 1, **fields}


def statuses(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [result["status"] for result in answer.body["results"]]


def test_a_hundred_transactions_are_stored_and_answered_in_order(ingestion: Ingestion) -> None:
    sent = [transaction(f"tx-{number}", amount=number, timestamp=number) for number in range(100)]

    answer = post(ingestion, sent)

    assert answer.body["results"] == [
        {"status": "stored", "transaction_id": f"tx-{number}", "timestamp": number} for number in range(100)
    ]
    assert {item["transaction_id"]: item["amount"] for item in ingestion.items} == {
        f"tx-{number}": Decimal(number) for number in range(100)
    }


def test_a_bad_transaction_takes_none_of_its_neighbours_with_it(ingestion: Ingestion) -> None:
    bad = [
        transaction("bad", amount=-1),
        {"transaction_id": "untimed"},
        "no object",
        transaction("bad", colour="red"),
        transaction("bad\n"),
    ]

    answer = post(ingestion, [transaction("first"), *bad, transaction("last")])

    assert statuses(answer) == ["stored", *["refused"] * len(bad), "stored"]
    errors = [result["error"].partition(":")[0] for result in answer.body["results"][1:-1]]
    assert errors == ["amount", "timestamp", "body", "colour", "transaction_id"]
    assert {item["transaction_id"] for item in ingestion.items} == {"first", "last"}


def test_a_name_given_twice_spoils_only_the_transaction_it_stands_in(ingestion: Ingestion) -> None:
    twice = '{"transaction_id":"a","timestamp":1,"amount":1,"amount":2}'
    body = f'{{"transactions":[{twice},{{"transaction_id":"b","timestamp":1}}]}}'

    answer = ingestion.answer({**event("api_request"), "resource": "/transactions/batch", "body": body})

    assert statuses(answer) == ["refused", "stored"]
    assert answer.body["results"][0]["error"] == "amount: must not be given twice"


def test_repeats_and_conflicts_are_told_from_what_stands_in_the_table(ingestion: Ingestion) -> None:
    post(ingestion, [transaction("same", amount=1), transaction("other", amount=1)])

    answer = post(ingestion, [transaction("same", amount=1), transaction("other", amount=2), transaction("new")])

    assert statuses(answer) == ["duplicate", "conflict", "stored"]
    assert {item["transaction_id"]: item["amount"] for item in ingestion.items}["other"] == 1


def test_within_a_batch_the_first_of_an_id_counts(ingestion: Ingestion) -> None:
    twice = [transaction("a", amount=1), transaction("a", amount=1), transaction("a", amount=2)]

    answer = post(ingestion, [*twice, transaction("a", amount=1, timestamp=2)])

    assert statuses(answer) == ["stored", "duplicate", "conflict", "conflict"]
    assert [item["amount"] for item in ingestion.items] == [1]


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"transactions":[]}', '{"transactions":{}}', '{"transactions":[{}],"more":1}', "nonsense"]
)
def test_what_is_no_batch_is_refused_as_a_whole(ingestion: Ingestion, body: str) -> None:
    answer = ingestion.answer({**event("api_request"), "resource": "/transactions/batch", "body": body})

    assert answer.status == 400
    assert answer.body["error"].startswith(("transactions: must be a list of 1 to 100", "body: must be"))


def test_more_than_a_hundred_transactions_are_refused_as_a_whole(ingestion: Ingestion) -> None:
    assert post(ingestion, [transaction(str(number)) for number in range(101)]).status == 400
    assert ingestion.rows == []


def test_a_body_of_more_than_two_mebibytes_is_too_large(ingestion: Ingestion) -> None:
    assert post(ingestion, [transaction("a", merchant="x" * 2**21)]).status == 413


def test_the_log_counts_outcomes_and_names_what_is_durable(ingestion: Ingestion, logs: Logs) -> None:
    post(ingestion, [transaction("a", merchant="k3epm3out"), transaction("b", amount=-1)])

    (line,) = logs.lines()
    assert line["outcomes"] == {"stored": 1, "refused": 1}
    assert line["transaction_ids"] == ["a"]
    assert "k3epm3out" not in json.dumps(line)


class Scripted:
    """A DynamoDB client whose batch calls do as told; what is told an exception raises it."""

    def __init__(self, *, reads: Sequence[Any] = (), writes: Sequence[Any] = ()) -> None:
        self._reads, self._writes = list(reads), list(writes)
        self.written: list[str] = []

    def batch_get_item(self, **_: Any) -> Any:
        answer = self._reads.pop(0) if self._reads else {"Responses": {}, "UnprocessedKeys": {}}
        if isinstance(answer, Exception):
            raise answer
        return answer

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> Any:  # noqa: N803 -- boto3's own name
        (puts,) = RequestItems.values()
        left = self._writes.pop(0) if self._writes else 0
        if isinstance(left, Exception):
            raise left
        self.written += [put["PutRequest"]["Item"]["transaction_id"]["S"] for put in puts[left:]]
        return {"UnprocessedItems": {"table": puts[:left]} if left else {}}


def scripted(ingestion: Ingestion, client: Scripted, *, queue: Any = None) -> None:
    dead_letters = DeadLetters(queue or ingestion.aws.client("sqs"), ingestion.queue_url)
    table: Any = None
    batch: Any = TransactionsBatch(client, "table")  # type: ignore[arg-type]  # scripted
    vars(ingestion.module)["intake"] = Intake(table, batch, dead_letters)


def kept(ingestion: Ingestion) -> set[str]:
    return {json.loads(letter["Body"])["request"]["transaction_id"] for letter in ingestion.letters}


def test_items_that_dynamodb_leaves_unprocessed_are_written_in_a_further_round(ingestion: Ingestion) -> None:
    client = Scripted(writes=[2])
    scripted(ingestion, client)

    answer = post(ingestion, [transaction("a"), transaction("b"), transaction("c")])

    assert statuses(answer) == ["stored"] * 3
    assert sorted(client.written) == ["a", "b", "c"]


def test_what_a_failing_write_left_undone_is_kept_in_the_queue(ingestion: Ingestion) -> None:
    client = Scripted(writes=[0, THROTTLED])
    scripted(ingestion, client)

    answer = post(ingestion, [transaction(f"tx-{number}") for number in range(30)])

    assert statuses(answer) == ["stored"] * 30
    assert len(client.written) == 25
    assert kept(ingestion) == {f"tx-{number}" for number in range(30)} - set(client.written)


def test_without_a_read_nothing_is_overwritten_and_all_is_kept_in_the_queue(ingestion: Ingestion) -> None:
    client = Scripted(reads=[THROTTLED])
    scripted(ingestion, client)

    assert statuses(post(ingestion, [transaction("a"), transaction("b")])) == ["stored", "stored"]
    assert client.written == []
    assert kept(ingestion) == {"a", "b"}


def test_where_table_and_queue_fail_each_transaction_is_said_to_be_unavailable(ingestion: Ingestion) -> None:
    calls: list[Any] = []

    def fail(**call: Any) -> None:
        calls.append(call)
        raise THROTTLED

    scripted(ingestion, Scripted(reads=[THROTTLED]), queue=SimpleNamespace(send_message=fail))

    answer = post(ingestion, [transaction("a"), transaction("b"), transaction("c")])

    assert statuses(answer) == ["unavailable"] * 3
    assert len(calls) == 1  # one failure is enough to know; the client is waiting
