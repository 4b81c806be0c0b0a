"""The alarm of a model's scores rings when their shares are others than expected for two days, and not by chance."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest

from components.monitoring.score_drift import DAY, DAYS, stability_index
from handlers.decision.model import stability
from tests.components.metric_math import evaluate

SHARES = (0.5, 0.25, 0.15, 0.07, 0.03)
MOVED = (0.25, 0.5, 0.15, 0.07, 0.03)
"""Half of what was in the lowest band has moved up."""

Day = tuple[Sequence[float | None], Sequence[float | None]]
"""The scores by band, and those expected."""

NOTHING: Day = ((None,) * 5, (None,) * 5)


def day(count: int, seen: Sequence[float] = SHARES, expected: Sequence[float] = SHARES) -> Day:
    """Return a day of so many scores."""
    return [round(count * share) for share in seen], [count * share for share in expected]


def index(*days: Day) -> list[float | None]:
    """Return what the alarm's expression makes of days."""
    math = stability_index("test")
    columns = [*zip(*(seen for seen, _ in days), strict=True), *zip(*(wanted for _, wanted in days), strict=True)]
    return evaluate(math.expression, math.steps, dict(zip(math.metrics, columns, strict=True)), DAY)


def rings(*days: Day, above: float = 0.25) -> bool:
    """Return True if the alarm rings at the end of the days: missing data is no breach."""
    breaches = [each is not None and each > above for each in index(*days)]
    return len(breaches) >= DAYS and all(breaches[-DAYS:])


def test_scores_that_come_as_expected_are_quiet_however_many_there_are() -> None:
    for count in (600, 20_000, 3_000_000):
        assert not rings(day(count), day(count))
        assert index(day(count)) == [pytest.approx(0, abs=0.001)]


def test_half_of_what_was_lowest_moved_up_rings_after_two_days() -> None:
    usual, moved = day(4_000), day(4_000, MOVED)
    assert index(moved) == [pytest.approx(0.347, abs=0.001)]  # 2 * 0.25 * ln 2
    assert not rings(usual, moved)
    assert rings(moved, moved)
    assert not rings(moved, moved, usual)


def test_a_smaller_move_is_below_the_usual_threshold_and_rings_at_a_lower_one() -> None:
    some = day(4_000, (0.4, 0.35, 0.15, 0.07, 0.03))
    assert not rings(some, some)
    assert rings(some, some, above=0.05)


def test_a_band_that_is_empty_is_finite_in_either_way() -> None:
    emptied, filled = day(5_000, (0.75, 0, 0.15, 0.07, 0.03)), day(5_000, SHARES, (0.75, 0, 0.15, 0.07, 0.03))
    assert rings(emptied, emptied)
    assert rings(filled, filled)
    unused = (0.6, 0.4, 0, 0, 0)
    assert not rings(day(5_000, unused, unused), day(5_000, unused, unused))


def test_without_data_or_with_few_scores_nothing_rings() -> None:
    few = day(stability.FEW - 1, (0, 0, 0, 0, 1))
    assert not rings(NOTHING, NOTHING)
    assert not rings(few, few)
    assert not rings(NOTHING, day(4_000, MOVED))
    assert not rings(day(4_000, MOVED), few)


def together(one: Sequence[float | None], other: Sequence[float | None]) -> list[float]:
    return [(each or 0) + (another or 0) for each, another in zip(one, other, strict=True)]


def test_on_the_day_of_a_promotion_each_score_is_compared_with_what_its_own_strategy_expects() -> None:
    (seen, wanted), (seen_after, wanted_after) = day(2_000), day(2_000, MOVED, MOVED)
    mixed = together(seen, seen_after), together(wanted, wanted_after)
    assert not rings(mixed, mixed)


def test_the_expression_is_the_index_that_the_command_reckons() -> None:
    chance = random.Random(2026)  # noqa: S311 -- the same cases each time
    for _ in range(50):
        cuts = sorted(chance.random() for _ in range(4))
        seen = [chance.randrange(2_000) for _ in range(5)]
        shares = [high - low for low, high in pairwise((0.0, *cuts, 1.0))]
        wanted = [share * sum(seen) for share in shares]
        assert index((seen, wanted)) == [pytest.approx(stability.stability_index(seen, shares))]


def test_chance_alone_stays_far_below_where_little_is_counted() -> None:
    chance = random.Random(19)  # noqa: S311 -- the same days each time
    drawn = [chance.choices(range(5), SHARES, k=stability.FEW) for _ in range(200)]
    days = [([each.count(band) for band in range(5)], [share * stability.FEW for share in SHARES]) for each in drawn]
    assert max(value or 0 for value in index(*days)) < stability.STEADY
