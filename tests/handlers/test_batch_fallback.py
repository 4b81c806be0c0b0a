"""Transactions of a batch that the table does not take go to the queue, ten to a call and in time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from handlers.aws.concurrency import MAX_WORKERS, Budget
from handlers.aws.intake import BATCH_SECONDS, Intake
from tests.handlers.batches import post_batch, statuses, timed_transaction
from tests.handlers.failing_storage import FailingTable, LossyQueue, queued_ids, use_clients
from tests.handlers.ingestion_on_aws import IngestionOnAws, IngestionResponse


def test_an_id_for_which_the_table_fails_goes_to_the_queue_and_the_others_are_stored(
    ingestion: IngestionOnAws,
) -> None:
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"b"}))

    answer = post_batch(ingestion, [timed_transaction("a"), timed_transaction("b"), timed_transaction("c")])

    assert statuses(answer) == ["stored"] * 3
    assert {item["transaction_id"] for item in ingestion.items} == {"a", "c"}
    assert queued_ids(ingestion) == {"b"}


def test_other_content_under_an_id_that_goes_to_the_queue_is_a_conflict(ingestion: IngestionOnAws) -> None:
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"a"}))

    answer = post_batch(
        ingestion,
        [timed_transaction("a", amount=1), timed_transaction("a", amount=1), timed_transaction("a", amount=2)],
    )

    assert statuses(answer) == ["stored", "stored", "conflict"]
    assert queued_ids(ingestion) == {"a"}


@pytest.mark.parametrize(("kept_calls", "said"), [(0, ["unavailable"] * 3), (1, ["unavailable", "stored", "conflict"])])
def test_nothing_conflicts_with_a_request_that_was_not_persisted(
    ingestion: IngestionOnAws, kept_calls: int, said: list[str]
) -> None:
    one, same, other = (timed_transaction("a", amount=amount) for amount in (1, 1, 2))
    refusing = LossyQueue(ingestion.aws.client("sqs"), keeps={"1"} if kept_calls else set())
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"a"}), refusing)

    answer = post_batch(ingestion, [one, same, other, timed_transaction("b")])

    assert statuses(answer) == [*said, "stored"]


def test_a_failing_table_is_called_no_more_once_all_workers_have_failed(ingestion: IngestionOnAws) -> None:
    everyone = [f"tx-{number}" for number in range(100)]
    table = FailingTable(ingestion.aws.client("dynamodb"), failing=everyone)
    use_clients(ingestion, table)

    answer = post_batch(ingestion, [timed_transaction(each) for each in everyone])

    assert statuses(answer) == ["stored"] * 100
    assert len(table.calls) < 2 * MAX_WORKERS
    assert queued_ids(ingestion) == set(everyone)


def test_a_slow_table_is_called_until_the_budget_ends(
    ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = FailingTable(ingestion.aws.client("dynamodb"), seconds=1.0)
    use_clients(ingestion, table)
    monkeypatch.setattr("handlers.aws.concurrency.POOL", _OneAfterTheOther())
    monkeypatch.setitem(
        Intake.ingest_batch.__kwdefaults__ or {}, "new_budget", lambda: Budget(BATCH_SECONDS, clock=lambda: table.now)
    )

    answer = post_batch(ingestion, [timed_transaction(f"tx-{number}") for number in range(6)])

    assert statuses(answer) == ["stored"] * 6
    assert len(table.calls) == BATCH_SECONDS
    assert {item["transaction_id"] for item in ingestion.items} == {f"tx-{number}" for number in range(4)}
    assert queued_ids(ingestion) == {"tx-4", "tx-5"}


class _OneAfterTheOther:
    def map(self, work: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        return map(work, items)


def test_a_whole_batch_goes_to_the_queue_in_ten_calls(ingestion: IngestionOnAws) -> None:
    everyone = [f"tx-{number}" for number in range(100)]
    queue = LossyQueue(ingestion.aws.client("sqs"))
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing=everyone), queue)

    post_batch(ingestion, [timed_transaction(each) for each in everyone])

    assert queue.sizes == [10] * 10


def test_the_largest_transactions_go_to_the_queue_in_calls_that_it_takes(ingestion: IngestionOnAws) -> None:
    everyone = [f"{number:0256}" for number in range(100)]
    largest = {"merchant": "\U0001f600" * 256, "metadata": {"note": "\uffff" * 1360}, "customer_id": "c" * 128}
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing=everyone))

    answer = post_batch(ingestion, [timed_transaction(each, **largest) for each in everyone])

    assert statuses(answer) == ["stored"] * 100
    assert queued_ids(ingestion) == set(everyone)


def test_messages_that_the_queue_leaves_out_of_a_call_are_sent_once_more(ingestion: IngestionOnAws) -> None:
    queue = LossyQueue(ingestion.aws.client("sqs"), leaves_out=lambda call, body: call == 1 and '"b"' in body)
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"a", "b"}), queue)

    assert statuses(post_batch(ingestion, [timed_transaction("a"), timed_transaction("b")])) == ["stored", "stored"]
    assert queue.sizes == [2, 1]
    assert queued_ids(ingestion) == {"a", "b"}


def test_only_transactions_that_neither_table_nor_queue_takes_are_unavailable(ingestion: IngestionOnAws) -> None:
    queue = LossyQueue(ingestion.aws.client("sqs"), leaves_out=lambda _, body: '"b"' in body)
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"a", "b"}), queue)

    answer = post_batch(ingestion, [timed_transaction("a"), timed_transaction("b"), timed_transaction("c")])

    assert statuses(answer) == ["stored", "unavailable", "stored"]
    assert queued_ids(ingestion) == {"a"}


def test_a_queue_that_fails_is_not_tried_again(ingestion: IngestionOnAws) -> None:
    queue = LossyQueue(ingestion.aws.client("sqs"), fails=True)
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"a", "b"}), queue)

    answer: IngestionResponse = post_batch(ingestion, [timed_transaction("a"), timed_transaction("b")])

    assert statuses(answer) == ["unavailable", "unavailable"]
    assert queue.sizes == [2], "the SDK has tried again already, and the client is waiting"
