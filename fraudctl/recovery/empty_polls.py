"""When nothing is given out: whether more may come, and how long to wait for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fraudctl.recovery.in_flight import COUNT_LAG, OtherMessages

POLL = 5
"""Seconds of one wait for a message, which ends when one comes into sight; Ctrl-C is heeded between two of them."""


@dataclass(kw_only=True)
class EmptyPolls:
    """Times how long a queue has given out nothing new."""

    wait: bool
    """Whether to wait for what others hold."""
    hold: float
    """Seconds after which what a redrive holds is back in sight."""
    clock: Callable[[], float] = time.monotonic
    _since: float | None = None

    @property
    def begun(self) -> bool:
        """Whether the last that was asked for was nothing."""
        return self._since is not None

    def end(self) -> None:
        """Note that something new was given out."""
        self._since = None

    def may_bring(self, beside: OtherMessages) -> bool:
        """Whether to ask once more, nothing having been given out.

        What is in sight comes with the next call, or the count of it is not right yet; what is out of sight may be this
        run's own, which it deleted, until the count is right; and what others hold is waited for only when asked to.
        """
        now = self.clock()
        self._since = now if self._since is None else self._since
        patience = 0.0
        if beside.in_sight or 0 < beside.held <= beside.doubtful:
            patience = COUNT_LAG
        if self.wait and beside.held:
            patience = max(patience, self.hold + POLL)  # the last wait ends after the last hold
        return now - self._since < patience
