"""What to do for records that the stream has forgotten: the table still has their transactions."""

import threading
from collections.abc import Callable
from datetime import datetime

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.reconciling import ReconcileResult


class ExpiredRangeFallback:
    """Reconciles once for all forgotten ranges of a run."""

    def __init__(self, reconcile: Callable[[], ReconcileResult]) -> None:
        self._reconcile = reconcile
        self._result: ReconcileResult | None = None
        self._uncounted = 0
        self._lock = threading.Lock()

    def __call__(self, arrived: datetime) -> int:
        """Have all scored that arrived up to then; return how many had no score, to one range only.

        Raises:
            Retryable: not all of them have.
            Unprocessable: a row of the table is no transaction, and nobody can tell whether it is of the range.
        """
        with self._lock:
            if self._result is None:
                self._result = self._reconcile()
                self._uncounted = self._result.scored
            result, (count, self._uncounted) = self._result, (self._uncounted, 0)
        if arrived > result.period.until:
            raise Retryable(
                "the stream has forgotten it, and in the table it is too young to be told from traffic",
                transactions=count,
            )
        if result.failed:
            reason = f"the stream has forgotten it, and from the table {next(iter(result.failed))}"
            raise Retryable(reason, transactions=count)
        if result.malformed:
            identity, reason = next(iter(result.malformed.items()))
            raise Unprocessable(
                f"the stream has forgotten it, and the table holds what is no transaction: {reason}",
                subject=identity,
                transactions=count,
            )
        return count
