"""The rows of an index that wait for the schedule, the longest due first."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from handlers.aws.concurrency import Budget
from handlers.aws.sharded_index import Bounds, ShardedIndex, Work
from handlers.contract.cursor import Place
from handlers.contract.errors import BudgetSpent

MOST_OF_A_RUN = 500
"""Rows that one run works on, as many as it has time for; the next one comes within a minute."""

SHARE, MOST_CALLS = 150, 40
"""Rows of a shard that are read at a time, and the calls for all of them."""


class Overdue(NamedTuple):
    """Rows, the longest due first; all that there are, or as many as there was time for."""

    rows: list[Mapping[str, Any]]
    are_all: bool


def overdue(index: ShardedIndex, until: int, budget: Budget) -> Overdue:
    """Return rows that are due by a time, in epoch milliseconds.

    An index may lag behind its table, so a row may be other than it is here.

    Raises:
        BudgetSpent: there was no time to look for any.
        ClientError, BotoCoreError: the index did not answer.
    """
    budget.require()
    rows = list[Mapping[str, Any]]()
    work = Work(budget, calls=MOST_CALLS, rows=MOST_OF_A_RUN)
    try:
        for row, _ in index.walk(Place(), Bounds(0, until), SHARE, work):
            rows.append(row)
    except BudgetSpent:
        return Overdue(rows, are_all=False)
    return Overdue(rows, are_all=True)
