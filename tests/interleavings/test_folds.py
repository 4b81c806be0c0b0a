"""Every event is folded exactly once into every profile, however scorings interleave and wherever one dies."""

import os
from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.interleavings.actor import FaultKind
from tests.interleavings.folded_profiles import CountingFold, Fold, PaymentFold
from tests.interleavings.folds import ConcurrentFolds, CountedEvent
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order, every_order_and_fault, random_orders

CUSTOMER, TERMINAL, OTHER = "profile#customer#C-1", "profile#terminal#T-1", "profile#terminal#T-2"
ONE, TWO, THREE = ("tx-1", [CUSTOMER, TERMINAL]), ("tx-2", [OTHER, CUSTOMER]), ("tx-3", [CUSTOMER, TERMINAL])

BATCHES: Mapping[str, Sequence[Sequence[CountedEvent]]] = {
    "two events of one customer": ([ONE], [TWO]),
    "the same event twice": ([ONE], [ONE]),
    "batches that share an event and all entities": ([ONE, THREE], [THREE]),
    "batches that share a customer, one with two of its events": ([ONE, TWO], [THREE]),
}


def folds_exactly_once(folds: ConcurrentFolds, run: ScheduledRun) -> None:
    folds.finish(run)
    found = list(folds.broken())
    assert not found, "\n".join([str(run), *found])


@pytest.mark.parametrize("fold", [CountingFold(), PaymentFold()], ids=["a count", "payments"])
@pytest.mark.parametrize("batches", BATCHES)
def test_of_two_scorings_of_one_customer_each_event_is_folded_once_with_a_crash_after_any_call(
    batches: str, fold: Fold
) -> None:
    folds = ConcurrentFolds(BATCHES[batches], fold)

    for run in every_order_and_fault(folds.start, troubles=["crash"]):
        folds_exactly_once(folds, run)


@pytest.mark.parametrize("tries", [1, 2])
@pytest.mark.parametrize("batches", ["two events of one customer", "the same event twice"])
def test_a_lost_answer_to_any_call_folds_nothing_twice_whether_the_sdk_tries_again_or_lambda(
    batches: str, tries: int
) -> None:
    folds = ConcurrentFolds(BATCHES[batches], tries=tries)

    for run in every_order_and_fault(folds.start, troubles=["lost answer"]):
        folds_exactly_once(folds, run)


def test_three_scorings_of_one_customer_in_random_orders_fold_each_event_once() -> None:
    folds = ConcurrentFolds([[ONE, TWO], [THREE], [TWO, THREE]], PaymentFold())

    for run in random_orders(folds.start, 400, int(os.environ["INTERLEAVINGS_SEED"])):
        folds_exactly_once(folds, run)


def test_scorings_do_lose_races_in_this_search() -> None:
    folds = ConcurrentFolds(BATCHES["two events of one customer"])
    races = set()
    for run in every_order(folds.start):
        assert all(actor.error is None for actor in run.actors)
        races.add(sum(result.races for result in folds.results))

    assert races == {0, 1}


def found_by_a_search(folds: ConcurrentFolds, trouble: FaultKind) -> Iterator[str]:
    """Yield a sentence for every promise that is broken in any order, by any fault."""
    for run in every_order_and_fault(folds.start, troubles=[trouble]):
        folds.finish(run)
        yield from folds.broken()


@pytest.mark.parametrize(
    ("trouble", "batches"), [("crash", "the same event twice"), ("lost answer", "two events of one customer")]
)
def test_without_the_ring_the_search_finds_an_event_that_is_folded_twice(trouble: FaultKind, batches: str) -> None:
    folds = ConcurrentFolds(BATCHES[batches], CountingFold(ring=0), tries=2)

    assert any(f"{CUSTOMER} counts" in each for each in found_by_a_search(folds, trouble))


def test_more_events_than_the_ring_holds_between_a_crash_and_the_retry_are_found_too() -> None:
    """The documented exception: the ring forgot the event that was folded and not scored."""
    folds = ConcurrentFolds([[ONE], [TWO, THREE]], CountingFold(ring=1))

    assert any(f"{CUSTOMER} counts 4 events, not 3" in each for each in found_by_a_search(folds, "crash"))
