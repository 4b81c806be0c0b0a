"""Of orders that come to the same the search tries one, and so it comes to everything that all orders come to."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interleavings.footprint import Footprint
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order, every_order_and_fault, random_orders


class Access(NamedTuple):
    """A program's step: it reads a key, or writes to it what it has read so far."""

    writes: bool
    key: str

    @property
    def footprint(self) -> Footprint:
        """Return what it touches."""
        touched = frozenset([("table", self.key)])
        return Footprint(writes=touched) if self.writes else Footprint(reads=touched)


Program = Sequence[Access]

programs = st.lists(
    st.lists(st.builds(Access, st.booleans(), st.sampled_from("ab")), min_size=1, max_size=3), min_size=2, max_size=2
) | st.lists(
    st.lists(st.builds(Access, st.booleans(), st.sampled_from("abc")), min_size=1, max_size=2), min_size=3, max_size=3
)


class Race:
    """Programs that run at the same time on one table, and all that anybody can see of it."""

    def __init__(self, listed: Sequence[Program], *, footprints: bool) -> None:
        self._listed = listed
        self._footprints = footprints

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        self.table: dict[str, Any] = {}
        return [partial(self._run, run, number) for number in range(len(self._listed))]

    def _run(self, run: ScheduledRun, number: int) -> list[Any]:
        seen: list[Any] = []
        for step in self._listed[number]:
            said = step.footprint if self._footprints else None
            if step.writes:
                run.call(partial(self.table.__setitem__, step.key, (number, *seen)), said)
            else:
                seen.append(run.call(partial(self.table.get, step.key), said))
        return seen

    def outcome(self, run: ScheduledRun) -> Any:
        """Return the table, what each has read, and where a fault struck."""
        return repr((sorted(self.table.items()), [each.result for each in run.actors], run.fault))


def outcomes(listed: Sequence[Program], *, footprints: bool) -> list[Any]:
    race = Race(listed, footprints=footprints)
    return [race.outcome(run) for run in every_order_and_fault(race.start)]


@settings(max_examples=30)
@given(programs)
def test_a_search_that_knows_what_calls_touch_comes_to_all_outcomes(listed: list[Program]) -> None:
    assert set(outcomes(listed, footprints=True)) == set(outcomes(listed, footprints=False))


@pytest.mark.parametrize(
    ("one", "other", "orders"),
    [
        ("ra wa", "rb wb", 1),  # they have nothing in common
        ("ra ra", "ra ra", 1),  # nobody writes
        ("wa", "wa", 2),
        ("ra wb", "rb wa", 3),  # both read first, or one sees what the other wrote
        ("ra wa", "ra wa", 4),  # of six: the order of the two reads cannot matter
    ],
)
def test_orders_that_differ_by_calls_with_nothing_in_common_are_tried_once(one: str, other: str, orders: int) -> None:
    listed = [[Access(step[0] == "w", step[1]) for step in each.split()] for each in (one, other)]
    race = Race(listed, footprints=True)

    assert len(list(every_order(race.start))) == orders


def test_actors_overlap_only_where_each_did_something_that_the_other_could_notice() -> None:
    reads_a, writes_a, reads_b = (
        Access(writes=False, key="a"),
        Access(writes=True, key="a"),
        Access(writes=False, key="b"),
    )
    shared, apart = [[reads_a, writes_a]] * 2, [[reads_a, writes_a], [reads_b, reads_b]]

    for listed, one_after_the_other in ((shared, [[0, 0, 1, 1], [1, 1, 0, 0]]), (apart, None)):
        for run in random_orders(Race(listed, footprints=True).start, 60, seed=1):
            if not run.struck:
                assert run.overlap(0, 1) == (one_after_the_other is not None and run.order not in one_after_the_other)
