"""Backtests of drafts, which run in the background one after the other: a whole table may take minutes."""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from fraudctl.backtest.backtest import Backtest
from fraudctl.console.context import Console
from fraudctl.console.strategies.trial_view import ShownTrial, shown_trial

KEPT = 5
"""Trials whose results are kept."""

Work = Callable[["DraftTrial"], Backtest]
"""Runs a backtest, and notes in the trial how far it is."""


@dataclass
class DraftTrial:
    """A backtest of a draft: one thread works at it, others look."""

    number: int
    draft: str
    """The name and digest of the draft."""
    days: int
    read: int = 0
    """Rows looked at."""
    decided: int = 0
    of: int = 0
    result: ShownTrial | None = None
    error: Exception | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def is_over(self) -> bool:
        """Return whether it has a result or an error."""
        return self.result is not None or self.error is not None

    def looked(self, rows: int) -> None:
        """Note rows that were looked at; several threads read."""
        with self._lock:
            self.read += rows

    def progress(self, done: int, of: int) -> None:
        """Note how many of how many payments are decided."""
        self.decided, self.of = done, of


class DraftTrials:
    """The trials of a console."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._trials: OrderedDict[int, DraftTrial] = OrderedDict()

    def begin(self, draft: str, days: int, work: Work) -> DraftTrial:
        """Begin a trial, after those that have begun already; the oldest is forgotten where there are too many."""
        with self._lock:
            trial = DraftTrial(number=next(self._numbers), draft=draft, days=days)
            self._trials[trial.number] = trial
            while len(self._trials) > KEPT:
                self._trials.popitem(last=False)
        threading.Thread(target=self._run, args=(trial, work), name="console-backtest", daemon=True).start()
        return trial

    def find(self, number: str) -> DraftTrial | None:
        """Return the trial of a number; None where there is none any more."""
        with self._lock:
            return self._trials.get(int(number)) if number.isascii() and number.isdigit() else None

    def _run(self, trial: DraftTrial, work: Work) -> None:
        with self._turn:
            try:
                trial.result = shown_trial(work(trial))
            except Exception as error:  # noqa: BLE001 -- it is shown where the result would be
                trial.error = error


_TRIALS: WeakKeyDictionary[Console, DraftTrials] = WeakKeyDictionary()


def trials_of(console: Console) -> DraftTrials:
    """Return the trials of a console."""
    return _TRIALS.setdefault(console, DraftTrials())
