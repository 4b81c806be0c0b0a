"""Ingestion keeps its promises in every interleaving of requests under one id, and wherever one dies."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.interleavings.ingestions import RECEIVED, IngestionClient, IngestionScene, ingestion_in_memory
from tests.interleavings.promises import broken_promises
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault, random_orders

TIMED: Mapping[str, Any] = {"transaction_id": "tx-1", "amount": 20000, "timestamp": RECEIVED - 7}
OTHER = {**TIMED, "amount": 1}
LATER = {**TIMED, "timestamp": RECEIVED - 3}
UNTIMED = {"transaction_id": "tx-1", "amount": 20000}
OTHER_UNTIMED = {**UNTIMED, "amount": 1}
NEIGHBOUR = {"transaction_id": "tx-2", "amount": 5, "timestamp": RECEIVED - 5}

TIMED_PAIRS = {
    "the same": (TIMED, TIMED),
    "other content": (TIMED, OTHER),
    "another timestamp": (TIMED, LATER),
}
PAIRS = {
    **TIMED_PAIRS,
    "no timestamps": (UNTIMED, UNTIMED),
    "no timestamps, other content": (UNTIMED, OTHER_UNTIMED),
    "with and without timestamp": (TIMED, UNTIMED),
}

RANDOM_RUNS = 100

Scenes = Callable[..., IngestionScene]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scenes]:
    with ingestion_in_memory(SilentLogs()) as made:
        yield made


def keeps_its_promises(made: IngestionScene, run: ScheduledRun) -> None:
    made.finish(run)
    found = broken_promises(made, run)
    assert not found, "\n".join([str(run), *found, *map(str, made.said), *map(str, made.rows)])


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("route", ["single", "redrive"])
def test_a_single_request_and_another_or_one_from_the_queue(scene: Scenes, pair: str, route: str) -> None:
    one, other = PAIRS[pair]
    made = scene(IngestionClient([one]), IngestionClient([other], route))

    for run in every_order_and_fault(made.start):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", [*TIMED_PAIRS, "with and without timestamp"])
@pytest.mark.parametrize("route", ["single", "redrive"])
def test_a_batch_and_a_single_request_or_one_from_the_queue(scene: Scenes, pair: str, route: str) -> None:
    one, other = PAIRS[pair]
    made = scene(IngestionClient([one, NEIGHBOUR], "batch"), IngestionClient([other], route))

    for run in every_order_and_fault(made.start):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", TIMED_PAIRS)
def test_two_batches(scene: Scenes, pair: str) -> None:
    one, other = PAIRS[pair]
    made = scene(IngestionClient([one, NEIGHBOUR], "batch"), IngestionClient([other], "batch"))

    for run in every_order_and_fault(made.start):
        keeps_its_promises(made, run)


def test_two_batches_that_share_two_ids_in_opposite_order(scene: Scenes) -> None:
    made = scene(
        IngestionClient([TIMED, NEIGHBOUR], "batch"), IngestionClient([{**NEIGHBOUR, "amount": 6}, OTHER], "batch")
    )

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("others", ["one of two contents", "another timestamp", "the same in another order"])
def test_a_batch_that_names_an_id_more_than_once_and_others(scene: Scenes, others: str) -> None:
    batch = IngestionClient([TIMED, OTHER, LATER, TIMED], "batch")
    other = {
        "one of two contents": IngestionClient([OTHER]),
        "another timestamp": IngestionClient([LATER], "redrive"),
        "the same in another order": IngestionClient([OTHER, TIMED], "batch"),
    }[others]
    made = scene(batch, other)

    for run in every_order_and_fault(made.start):
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_batch_a_single_request_and_one_from_the_queue_in_random_orders(scene: Scenes, pair: str) -> None:
    one, other = PAIRS[pair]
    batch = IngestionClient([TIMED, NEIGHBOUR], "batch")
    made = scene(batch, IngestionClient([one]), IngestionClient([other], "redrive"))

    for run in random_orders(made.start, RANDOM_RUNS, int(os.environ["INTERLEAVINGS_SEED"])):
        keeps_its_promises(made, run)
