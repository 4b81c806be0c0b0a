"""The rows of an index that wait for the schedule, the longest due first."""

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.aws.concurrency import Budget
from handlers.aws.sharded_index import Bounds, ShardedIndex, Work
from handlers.contract.cursor import Place
from handlers.contract.errors import BudgetSpent

MOST_OF_A_RUN = 500
"""Rows that one run works on, as many as it has time for; the next one comes within a minute."""

SHARE, MOST_CALLS, MOST_ROWS = 150, 1_000, 100_000
"""Rows of a shard that are read at a time, and the calls and rows of a run, for which there is hardly the time."""


class OverdueRows:
    """Reads an index from where the run before had to stop: rows that nobody can do anything about hold up none."""

    def __init__(self, index: ShardedIndex) -> None:
        self._index = index
        self._place = Place()
        self.were_all = False
        """True if the last run read all that was due."""

    def read(self, until: int, budget: Budget) -> Iterator[Mapping[str, Any]]:
        """Yield rows that are due by a time, in epoch milliseconds, as long as there is time and somebody asks.

        An index may lag behind its table, so a row may be other than it is here.

        Raises:
            BudgetSpent: there was no time to look for any.
            ClientError, BotoCoreError: the index did not answer.
        """
        budget.require()
        work = Work(budget, calls=MOST_CALLS, rows=MOST_ROWS)
        start, self._place = self._place, Place()
        if start.at is not None and int(start.at) > until:
            start = Place()
        self.were_all = False
        try:
            for row, place in self._index.walk(start, Bounds(0, until), SHARE, work):
                self._place = place
                yield row
        except BudgetSpent:
            return
        self._place, self.were_all = Place(), start == Place()
