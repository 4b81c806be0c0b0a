"""The strategies in force are read again in time, and the last good ones stay whatever is wrong with the newer ones."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.followed_pointers import MOST_FORMER, PointerFollower
from handlers.aws.read_times import LONGEST_UNNOTICED, OLD, PAUSE, ReadTimes
from handlers.contract.errors import BrokenStrategy, StrategiesUnread
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import PACKAGED, Override, Pointers, UnreadablePointers
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

NOW = 1_795_350_700_500
AWAY = EndpointConnectionError(endpoint_url="https://memory.invalid")


def version(number: int, **fields: Any) -> Strategy:
    return strategy_of({"when": f"amount > {number}", "outcome": "review"}, **fields)


PACKAGED_DEFAULT, FIRST, SECOND, THIRD = (version(number) for number in range(4))
ELSEWHERE = version(5, entities={"card": "metadata.card"})
ELSEWHERE_TOO = version(6, entities={"card": "metadata.token"})


class Table:
    """A table whose answers a test gives: pointers or an error, and documents, of which some cannot be loaded."""

    def __init__(self, *documents: Strategy) -> None:
        self.documents = {each.digest: each for each in documents}
        self.answer: Pointers | Exception = Pointers()
        self.fails: Mapping[str, Exception] = {}
        self.calls = list[str]()

    def pointers(self) -> Pointers:
        self.calls.append("pointers")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def document(self, digest: str) -> Strategy:
        self.calls.append(digest)
        if error := self.fails.get(digest):
            raise error
        if digest not in self.documents:
            raise BrokenStrategy("there is no such document")
        return self.documents[digest]


class Notes:
    """A log that counts."""

    def __init__(self) -> None:
        self.broken = list[str]()
        self.changes = list[int | None]()

    def read(self, pointers: Pointers, panel: Panel, broken: Mapping[str, str]) -> None:
        assert panel
        self.changes.append(pointers.changes)
        self.broken += broken

    def damaged(self, reason: str) -> None:
        self.broken.append(reason)

    def unread(self, reason: str, changes: int | None) -> None:
        assert reason
        self.changes.append(changes)


Made = tuple[CurrentStrategies, Table, Notes]


def made(
    *documents: Strategy, packaged: Callable[[], Strategy] = lambda: PACKAGED_DEFAULT, decision_seconds: int = 0
) -> Made:
    table, notes = Table(*documents), Notes()
    follower: Any = PointerFollower(table, packaged)  # type: ignore[arg-type]  # it has the two calls
    times, log = ReadTimes(decision_seconds=decision_seconds), notes
    return CurrentStrategies(follower, log, times), table, notes  # type: ignore[arg-type]  # it has the three


def panel(current: CurrentStrategies, now: int = NOW) -> Panel:
    return current.decider(now).panel


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
