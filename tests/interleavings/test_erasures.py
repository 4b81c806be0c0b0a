"""Nothing from before an erasure is left, and nothing from after it is lost, in whatever order, wherever one dies."""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.handlers.functions import SilentLogs
from tests.interleavings.erasings import MOMENT, Erasings
from tests.interleavings.labellings import Labellings, labelling_in_memory
from tests.interleavings.recordings import next_token
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault, random_orders

OLD = {
    "transaction_id": "tx-1",
    "timestamp": MOMENT - 90_000,
    "amount": "12",
    "merchant": "Bakery",
    "customer_id": "C-1",
    "terminal_id": "T-1",
}
OLDER = {**OLD, "transaction_id": "tx-0", "timestamp": MOMENT - 200_000}
BACK = {**OLD, "transaction_id": "tx-2", "timestamp": MOMENT + 3000}
FRAUD = {"transaction_id": "tx-1", "label": "fraud", "source": "chargeback", "at": MOMENT - 3000}

DECIDED = {**OLD, "transaction_id": "tx-4"}
LATE = {**OLD, "transaction_id": "tx-3"}

BESIDE: Mapping[str, Mapping[str, Any]] = {
    "nothing": {"before": [OLD], "known": [OLD]},
    "a scoring": {"before": [OLD], "scored": [[OLD]]},
    "a scoring of one who is known": {"before": [OLDER, OLD], "known": [OLDER], "scored": [[OLD]]},
    "a label": {"before": [OLD], "known": [OLD], "labels": [FRAUD]},
    "a decision": {"before": [OLD], "known": [OLD], "decided": [DECIDED]},
}

COMING_BACK: Mapping[str, Any] = {"before": [OLD], "known": [OLD], "after": [BACK]}
BUSY: Mapping[str, Any] = {"before": [OLDER, OLD], "known": [OLDER], "scored": [[OLD]], "after": [BACK], "late": [LATE]}


@pytest.fixture(scope="module")
def functions() -> Iterator[Callable[..., Labellings]]:
    with labelling_in_memory(SilentLogs()) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("handlers.aws.decision_store.uuid4", next_token)
        yield made


def found_in(made: Erasings, run: ScheduledRun, *, late: bool = False) -> list[str]:
    """Return what is wrong once an erasure is done, but for what came late, and once it is finished."""
    made.finish(run)
    return [*([] if late else made.left_after_erasing), *made.left(), *made.lost(), *made.stays()]


@pytest.mark.parametrize("beside", BESIDE)
def test_nothing_old_is_left_with_a_crash_after_any_call(functions: Callable[..., Labellings], beside: str) -> None:
    made = Erasings(functions([], [], []), **BESIDE[beside])

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        found = found_in(made, run)
        assert not found, "\n".join([str(run), *found])


def test_who_comes_back_is_new_and_loses_nothing_in_every_order(functions: Callable[..., Labellings]) -> None:
    made = Erasings(functions([], [], []), **COMING_BACK)

    for run in every_order_and_fault(made.start, troubles=[]):
        found = found_in(made, run)
        assert not found, "\n".join([str(run), *found])


@pytest.mark.parametrize("beside", [COMING_BACK, BUSY], ids=["who comes back", "all of it, and one that comes late"])
def test_in_random_orders_with_crashes_nothing_old_is_left_and_nothing_new_is_lost(
    functions: Callable[..., Labellings], beside: Mapping[str, Any]
) -> None:
    made = Erasings(functions([], [], []), **beside)

    for run in random_orders(made.start, 400, int(os.environ["INTERLEAVINGS_SEED"])):
        found = found_in(made, run, late="late" in beside)
        assert not found, "\n".join([str(run), *found])


def test_without_the_wait_for_calls_under_way_a_label_without_a_transaction_is_found(
    functions: Callable[..., Labellings],
) -> None:
    made, found = Erasings(functions([], [], []), **BESIDE["a label"], drains=False), set[str]()
    for run in every_order_and_fault(made.start, troubles=[]):
        made.finish(run)
        found.update(each.partition(" ")[0] for each in made.left())

    assert found == {"fraud-labels-test"}


@pytest.mark.parametrize("beside", ["a decision", "a scoring", "a scoring of one who is known"])
def test_what_outlives_the_wait_is_found_by_the_finish(functions: Callable[..., Labellings], beside: str) -> None:
    made, late = Erasings(functions([], [], []), **BESIDE[beside], drains=False), set[bool]()
    for run in every_order_and_fault(made.start, troubles=[]):
        found = found_in(made, run, late=True)
        late.add(bool(made.left_after_erasing))
        assert not found, "\n".join([str(run), *found])

    assert late == {True, False}


def test_a_scoring_that_does_not_look_for_the_mark_is_found(
    functions: Callable[..., Labellings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.decision.erasure.Erasures.covers", lambda *_: False)
    made, found = Erasings(functions([], [], []), **BUSY), set[str]()
    for run in random_orders(made.start, 20, 1):
        found.update(each.partition(" ")[0] for each in found_in(made, run))

    assert "fraud-scores-test" in found


def test_a_payment_folded_into_a_profile_from_before_is_found(
    functions: Callable[..., Labellings], monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("erased_items", "profile_folder"):
        monkeypatch.setattr(f"handlers.aws.{where}.is_forgotten", lambda *_: False)
    made, found = Erasings(functions([], [], []), **COMING_BACK), set[str]()
    for run in random_orders(made.start, 100, 1):
        found.update(found_in(made, run))

    assert "the profile counts 2 payments, not 1" in found
