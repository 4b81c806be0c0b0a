"""The strategies in force are read again in time, and no table that is out is waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.read_times import LONGEST_UNNOTICED, OLD, PAUSE
from handlers.contract.errors import StrategiesUnread
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import PACKAGED, Pointers
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.aws.strategies_in_memory import (
    AWAY,
    FIRST,
    NOW,
    PACKAGED_DEFAULT,
    SECOND,
    THIRD,
    made,
    panel,
    version,
)


def test_until_something_is_deployed_the_packaged_default_decides() -> None:
    current, table, notes = made()
    current.refresh(NOW)

    assert panel(current) == Panel.of_one(PACKAGED_DEFAULT)
    assert (table.calls, notes.broken, notes.changes) == (["pointers"], [], [0])


def test_the_packaged_default_is_not_compiled_where_a_document_decides() -> None:
    def never() -> Strategy:
        raise AssertionError

    current, table, _ = made(FIRST, packaged=never)
    table.answer = Pointers(active=FIRST.digest)
    current.refresh(NOW)

    assert panel(current).active is FIRST


def test_every_pointer_is_followed() -> None:
    current, table, notes = made(FIRST, SECOND, THIRD)
    table.answer = Pointers(
        active=FIRST.digest,
        shadow=SECOND.digest,
        challenger=THIRD.digest,
        percent=10,
        override="approve",
        versions={"active": 3, "shadow": 2},
    )
    current.refresh(NOW)

    assert panel(current) == Panel(FIRST, SECOND, THIRD, 10, "approve")
    assert notes.changes == [5]


def test_a_strategy_is_read_and_compiled_once_however_often_pointers_come_back_to_it() -> None:
    current, table, _ = made(FIRST, SECOND)
    for round_ in range(6):
        table.answer = Pointers(active=(FIRST, SECOND)[round_ % 2].digest, shadow=FIRST.digest)
        current.refresh(NOW + round_)

    assert sorted(each for each in table.calls if each != "pointers") == sorted([FIRST.digest, SECOND.digest])


def test_who_decides_is_made_anew_only_when_something_changed() -> None:
    current, table, _ = made(FIRST)
    current.refresh(NOW)
    before = current.decider(NOW)
    current.refresh(NOW + 1)
    assert current.decider(NOW + 1) is before
    table.answer = Pointers(active=FIRST.digest)
    current.refresh(NOW + 2)
    assert current.decider(NOW + 2) is not before


@pytest.mark.parametrize("failing", ["pointers", "document"])
def test_a_table_that_does_not_answer_changes_nothing_until_what_is_known_is_too_old(failing: str) -> None:
    current, table, notes = made(FIRST, SECOND, decision_seconds=3)
    table.answer = Pointers(active=FIRST.digest, versions={"active": 1})
    current.refresh(NOW)
    if failing == "pointers":
        table.answer = AWAY
    else:
        table.answer, table.fails = Pointers(active=SECOND.digest), {SECOND.digest: AWAY}
    limit = LONGEST_UNNOTICED - 3_000
    current.refresh(NOW + limit)

    assert panel(current, NOW + limit) == Panel(FIRST)
    assert panel(current, NOW + limit + 1) == Panel(FIRST, stale=True)
    assert (notes.broken, notes.changes) == ([], [1, 1])


def test_an_instance_that_knows_nothing_says_so_or_decides_by_the_default_as_it_is_asked() -> None:
    current, table, notes = made()
    table.answer = AWAY
    current.refresh(NOW)

    with pytest.raises(StrategiesUnread):
        current.decider(NOW)
    with pytest.raises(StrategiesUnread):
        current.entities(NOW + PAUSE)
    assert current.decider_or_packaged(NOW).panel == Panel(PACKAGED_DEFAULT, stale=True)
    assert set(notes.changes) == {None}


def test_nobody_waits_for_a_table_that_failed_a_moment_ago_but_who_knows_nothing() -> None:
    current, table, _ = made()
    current.refresh(NOW)
    table.answer, late = AWAY, NOW + 120_000
    current.refresh_if_late(late)
    assert not current.is_due(late), "once a request"
    current.refresh_if_late(late + PAUSE - 1)
    assert not current.is_due(late + PAUSE - 1)
    assert table.calls == ["pointers"] * 2
    current.refresh_if_late(late + PAUSE)
    assert table.calls == ["pointers"] * 3

    starting, table, _ = made()
    table.answer = AWAY
    starting.refresh(NOW)
    starting.refresh_if_late(NOW + 1)
    assert table.calls == ["pointers"]
    assert starting.is_due(NOW + 1), "beside each request"


def test_a_batch_asks_a_table_that_is_out_every_five_seconds_and_always_while_it_knows_nothing() -> None:
    current, table, _ = made()
    table.answer = AWAY
    for later in range(3):
        current.refresh_if_old(NOW + later)
    assert table.calls == ["pointers"] * 3
    table.answer = Pointers()
    current.refresh_if_old(NOW + 3)
    table.answer = AWAY
    for later in range(OLD + 4, OLD + 4 + 2 * PAUSE, 1_000):
        current.refresh_if_old(NOW + later)
    assert table.calls == ["pointers"] * 6


STEPS = st.lists(
    st.tuples(
        st.integers(0, 40_000),
        st.sampled_from(["deploy", "deploy broken", "away", "answers"]),
        st.sampled_from(["late", "old", "none"]),
    ),
    max_size=25,
)


@given(STEPS)
def test_nothing_that_was_replaced_over_a_minute_ago_decides_without_a_word(steps: list[tuple[int, str, str]]) -> None:
    """Whatever is deployed and whenever the table answers, on a clock of its own."""
    current, table, _ = made(*(versions := [version(number + 10) for number in range(30)]), decision_seconds=3)
    pointed, now, replaced = PACKAGED, NOW, dict[str, int]()
    current.refresh(now)
    for number, (seconds, event, asked) in enumerate(steps):
        now += seconds
        if event.startswith("deploy"):
            replaced[pointed] = now
            pointed = versions[number].digest if event == "deploy" else f"{number:064x}"
        table.answer = AWAY if event == "away" else Pointers(active=pointed, versions={"active": len(replaced)})
        if asked == "late":
            current.refresh_if_late(now)
        elif asked == "old":
            current.refresh_if_old(now)
        decides = panel(current, now)
        at = replaced.get(PACKAGED if decides.active is PACKAGED_DEFAULT else decides.active.digest)
        assert decides.stale or at is None or now + 3_000 - at <= LONGEST_UNNOTICED
