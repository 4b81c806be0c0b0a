"""What to do for records that the stream has forgotten: the table still has their transactions."""

import threading
from collections.abc import Callable
from datetime import datetime

from fraudctl.recovery.errors import NotDurable, Poisoned
from fraudctl.recovery.reconciling import Reconciled


class FromTable:
    """Reconciles once for all forgotten ranges of a run."""

    def __init__(self, reconcile: Callable[[], Reconciled]) -> None:
        self._reconcile = reconcile
        self._result: Reconciled | None = None
        self._lock = threading.Lock()

    def __call__(self, arrived: datetime) -> bool:
        """Whether any transaction was without a score, now that all have one that arrived up to then.

        Raises:
            NotDurable: not all of them have.
            Poisoned: a row of the table is no transaction, and nobody can tell whether it is of the range.
        """
        with self._lock:
            result = self._result = self._result or self._reconcile()
        if arrived > result.period.until:
            raise NotDurable("the stream has forgotten it, and in the table it is too young to be told from traffic")
        if result.failed:
            raise NotDurable(f"the stream has forgotten it, and from the table {next(iter(result.failed))}")
        if result.malformed:
            identity, reason = next(iter(result.malformed.items()))
            raise Poisoned(
                f"the stream has forgotten it, and the table holds what is no transaction: {reason}", subject=identity
            )
        return result.scored > 0
