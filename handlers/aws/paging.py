"""Pages: so many rows that are wanted, and the place at which the next page begins."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from handlers.contract.cursor import Place
from handlers.contract.errors import BudgetSpent
from handlers.contract.shard import SHARDS

MOST_CALLS, MOST_ROWS = 200, 2_000
"""Calls and rows that a page may take: fifty days without an alert, or so many alerts that are not asked for."""

SPARE = 10
"""Rows read of a shard beyond its share of a page: rows are spread by a hash, never quite evenly."""

Row = Mapping[str, Any]


class Page(NamedTuple):
    """Rows of a page, and the place after it; None if nothing follows."""

    rows: list[Row]
    place: Place | None


def page_of(
    found: Iterable[tuple[Row | None, Place]], start: Place, limit: int, is_wanted: Callable[[Row], bool]
) -> Page:
    """Return the first rows that are wanted; fewer, with a place to go on from, where more would take too much work.

    Args:
        found: Rows in order, each with the place after it; no row where only a place is reached.
        start: The place before them.
        limit: The most rows of a page.
        is_wanted: Says which rows count.
    """
    rows, last = list[Row](), start
    try:
        for row, place in found:
            if row is not None and is_wanted(row):
                if len(rows) == limit:
                    return Page(rows, last)
                rows.append(row)
            last = place
    except BudgetSpent:
        return Page(rows, last)
    return Page(rows, None)


def share_of(limit: int) -> int:
    """Return how many rows of a shard a page takes, as a rule."""
    return limit // len(SHARDS) + SPARE
