"""A label is in its row and in all facts or nowhere, in every order of labels and a scoring, wherever one dies."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.interleavings.labellings import RECEIVED, Labellings, labelling_in_memory
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault, random_orders

FIRST = {
    "transaction_id": "tx-1",
    "timestamp": RECEIVED - 90_000,
    "amount": "12",
    "merchant": "Bakery",
    "customer_id": "C-1",
    "terminal_id": "T-1",
}
SECOND = {**FIRST, "transaction_id": "tx-2", "timestamp": RECEIVED - 60_000, "terminal_id": "T-2"}
THIRD = {**FIRST, "transaction_id": "tx-3", "timestamp": RECEIVED - 30_000, "customer_id": "C-3"}

FRAUD = {"transaction_id": "tx-1", "label": "fraud", "source": "chargeback", "at": RECEIVED - 3000}
LATER_GOOD = {**FRAUD, "label": "legitimate", "source": "analyst", "at": RECEIVED - 2000}
LATEST_FRAUD = {**FRAUD, "source": "issuer", "at": RECEIVED - 1000}
SECOND_FRAUD = {**FRAUD, "transaction_id": "tx-2"}
THIRD_GOOD = {**LATER_GOOD, "transaction_id": "tx-3"}

BATCH = "a batch that contradicts itself, and another"
"""Tried without crashes, which would take a minute: the random orders have them."""

LABELS: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]] = {
    "the same label twice": ([FRAUD], [FRAUD]),
    "fraud and later legitimate": ([FRAUD], [LATER_GOOD]),
    "legitimate and later fraud": ([LATER_GOOD], [LATEST_FRAUD]),
    "frauds of two payments of a customer": ([FRAUD], [SECOND_FRAUD]),
    BATCH: ([FRAUD, LATER_GOOD], [LATEST_FRAUD]),
}


@pytest.fixture(scope="module")
def labellings() -> Iterator[Callable[..., Labellings]]:
    with labelling_in_memory(SilentLogs()) as made:
        yield made


def keeps_its_promises(made: Labellings, run: ScheduledRun) -> None:
    found = [f"before anybody repeats: {each}" for each in made.broken()]
    made.finish(run)
    found += made.broken()
    stated = [each for labels in made.labels for each in labels]
    latest = {each["transaction_id"]: each["label"] for each in sorted(stated, key=lambda each: each["at"])}
    if made.verdicts() != latest:
        found.append(f"counts {made.verdicts()}, not {latest}")
    assert not found, "\n".join([str(run), *found, *map(str, made.answers)])


@pytest.mark.parametrize("labels", LABELS)
def test_of_two_requests_each_label_is_in_row_and_facts_or_nowhere_with_a_crash_after_any_call(
    labellings: Callable[..., Labellings], labels: str
) -> None:
    made = labellings([FIRST, SECOND], [FIRST, SECOND], LABELS[labels])

    for run in every_order_and_fault(made.start, troubles=[] if labels == BATCH else ["crash"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("labels", ["the same label twice", "fraud and later legitimate"])
def test_a_lost_answer_to_any_call_of_two_requests_breaks_nothing(
    labellings: Callable[..., Labellings], labels: str
) -> None:
    made = labellings([FIRST, SECOND], [FIRST, SECOND], LABELS[labels])

    for run in every_order_and_fault(made.start, troubles=["lost answer"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize(("transactions", "before"), [([FIRST], []), ([FIRST, SECOND], [FIRST])])
def test_a_label_and_a_scoring_of_its_transaction_or_of_another_of_the_customer(
    labellings: Callable[..., Labellings], transactions: list[Any], before: list[Any]
) -> None:
    made = labellings(transactions, before, ([FRAUD],), transactions[-1:])

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        keeps_its_promises(made, run)
        assert made.payments()["profile#customer#C-1"] == len(transactions)


def test_a_label_that_comes_before_the_score_is_put_off(labellings: Callable[..., Labellings]) -> None:
    made = labellings([FIRST], [], ([FRAUD],), [FIRST])
    answers = set()
    for run in every_order_and_fault(made.start, troubles=[]):
        answers.add(tuple(status for _, status in made.answers))
        keeps_its_promises(made, run)

    assert answers == {("unavailable",), ("stored",)}


def test_three_requests_with_a_scoring_in_random_orders_keep_all_promises(
    labellings: Callable[..., Labellings],
) -> None:
    batches = ([FRAUD, SECOND_FRAUD], [LATER_GOOD, THIRD_GOOD], [LATEST_FRAUD])
    made = labellings([FIRST, SECOND, THIRD], [FIRST, THIRD], batches, [SECOND])

    for run in random_orders(made.start, 200, int(os.environ["INTERLEAVINGS_SEED"])):
        keeps_its_promises(made, run)


def test_facts_that_are_written_without_their_row_are_found(
    labellings: Callable[..., Labellings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search must see what one transaction prevents: facts that are told, and a row that is not."""
    made = labellings([FIRST], [FIRST], ([FRAUD], [LATER_GOOD]))
    client = made.feedback.labels._client  # noqa: SLF001 -- in place of its transaction, a call for each item

    def one_by_one(*, TransactItems: Sequence[Mapping[str, Any]]) -> None:  # noqa: N803 -- as AWS spells it
        for each in reversed(TransactItems):
            for kind, write in each.items():
                {"Put": client.put_item, "Update": client.update_item}[kind](**write)

    monkeypatch.setattr(client, "transact_write_items", one_by_one)
    found = set[str]()
    for run in every_order_and_fault(made.start, troubles=["crash"]):
        found.update(each.partition(" of ")[0] for each in made.broken())
        run.abandon()

    assert {"facts#customer#C-1 holds 1 frauds", "facts#terminal#T-1 holds 1 frauds"} <= found
