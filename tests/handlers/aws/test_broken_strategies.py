"""The last good strategies stay whatever is wrong with the newer ones, and the override holds."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.aws.followed_pointers import MOST_FORMER
from handlers.aws.read_times import LONGEST_UNNOTICED
from handlers.contract.errors import BrokenStrategy
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import PACKAGED, Override, Pointers, UnreadablePointers
from tests.handlers.aws.strategies_in_memory import (
    AWAY,
    ELSEWHERE,
    ELSEWHERE_TOO,
    FIRST,
    NOW,
    PACKAGED_DEFAULT,
    SECOND,
    THIRD,
    made,
    panel,
)

BROKEN: Mapping[str, Any] = {
    "there is no document": (Pointers(active=SECOND.digest), {}),
    "the document does not compile": (Pointers(active=SECOND.digest), {SECOND.digest: BrokenStrategy("no strategy")}),
    "the pointers are damaged": (UnreadablePointers("the pointer active is damaged"), {}),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_where_the_active_pointer_cannot_be_followed_the_last_good_version_decides_and_says_so(kind: str) -> None:
    current, table, notes = made(FIRST)
    table.answer = Pointers(active=FIRST.digest)
    current.refresh(NOW)
    table.answer, table.fails = BROKEN[kind]
    for later in (1, 2):
        current.refresh(NOW + later)
        assert panel(current, NOW + later) == Panel(FIRST, stale=True)
    assert len(notes.broken) == 2

    table.answer = Pointers(active=FIRST.digest, override="review")
    current.refresh(NOW + 3)
    assert panel(current, NOW + 3) == Panel(FIRST, override="review")


@pytest.mark.parametrize("kind", BROKEN)
def test_an_instance_that_starts_with_a_broken_pointer_decides_by_the_default_and_says_so(kind: str) -> None:
    current, table, notes = made()
    table.answer, table.fails = BROKEN[kind]
    current.refresh(NOW)

    assert panel(current) == Panel(PACKAGED_DEFAULT, stale=True)
    assert len(notes.broken) == 1


def test_an_instance_that_starts_with_a_broken_pointer_goes_back_to_the_newest_version_that_can_be_loaded() -> None:
    current, table, _ = made(FIRST, SECOND)
    table.answer = Pointers(active="d" * 64, before=(PACKAGED, FIRST.digest, SECOND.digest, THIRD.digest))
    current.refresh(NOW)

    assert panel(current) == Panel(SECOND, stale=True)


def test_a_start_tries_few_versions_before_a_broken_one() -> None:
    current, table, _ = made(FIRST)
    table.answer = Pointers(active="d" * 64, before=(FIRST.digest, *[f"{number:064x}" for number in range(50)]))
    current.refresh(NOW)

    assert panel(current) == Panel(PACKAGED_DEFAULT, stale=True)
    assert len(table.calls) == 2 + MOST_FORMER


def test_the_override_and_the_stop_of_a_challenger_hold_while_the_active_version_is_broken() -> None:
    current, table, _ = made(FIRST, SECOND)
    table.answer = Pointers(active=FIRST.digest, challenger=SECOND.digest, percent=10)
    current.refresh(NOW)
    table.answer = Pointers(active=THIRD.digest, override="approve")
    current.refresh(NOW + 1)

    assert panel(current, NOW + 1) == Panel(FIRST, override="approve", stale=True)


def test_the_override_holds_while_the_document_of_a_new_version_cannot_be_read() -> None:
    current, table, notes = made(FIRST, SECOND)
    table.answer = Pointers(active=FIRST.digest, versions={"active": 1})
    current.refresh(NOW)
    table.fails = {SECOND.digest: AWAY}
    overrides: tuple[Override | None, ...] = ("review", "approve", None)
    for later, override in enumerate(overrides, start=1):
        table.answer = Pointers(active=SECOND.digest, override=override, versions={"active": 2, "override": later})
        current.refresh(NOW + later)
        assert panel(current, NOW + later) == Panel(FIRST, override=override)
        assert panel(current, NOW + LONGEST_UNNOTICED + 1) == Panel(FIRST, override=override, stale=True)

    assert notes.changes == [1] * 4, "the other changes are not known"
    table.fails = {}
    current.refresh(NOW + 4)
    assert panel(current, NOW + 4) == Panel(SECOND)


def test_the_override_holds_in_an_instance_that_starts_and_cannot_read_the_document() -> None:
    current, table, _ = made(FIRST)
    table.fails = {FIRST.digest: AWAY}
    overrides: tuple[Override | None, ...] = ("review", "approve", None)
    for later, override in enumerate(overrides):
        table.answer = Pointers(active=FIRST.digest, override=override, versions={"active": 1, "override": later})
        current.refresh(NOW + later)
        decided = current.decider_or_packaged(NOW + later).panel
        assert decided == Panel(PACKAGED_DEFAULT, override=override, stale=True)

    table.fails = {}
    current.refresh(NOW + 4)
    assert panel(current, NOW + 4) == Panel(FIRST)


def test_a_broken_shadow_is_left_out_and_the_others_go_on() -> None:
    current, table, notes = made(FIRST, SECOND)
    table.answer = Pointers(active=FIRST.digest, shadow=THIRD.digest, challenger=SECOND.digest, percent=10)
    current.refresh(NOW)

    assert panel(current) == Panel(FIRST, None, SECOND, 10)
    assert notes.broken == ["shadow"]


def test_without_its_challenger_every_decision_says_so_since_that_would_decide_some() -> None:
    current, table, notes = made(FIRST, SECOND)
    table.answer = Pointers(active=FIRST.digest, shadow=SECOND.digest, challenger=THIRD.digest, percent=10)
    current.refresh(NOW)

    assert panel(current) == Panel(FIRST, SECOND, stale=True)
    assert notes.broken == ["challenger"]


def test_a_shadow_that_finds_an_id_elsewhere_is_left_out() -> None:
    current, table, notes = made(ELSEWHERE, ELSEWHERE_TOO)
    table.answer = Pointers(active=ELSEWHERE.digest, shadow=ELSEWHERE_TOO.digest)
    current.refresh(NOW)

    assert panel(current) == Panel(ELSEWHERE)
    assert notes.broken == ["shadow"]
