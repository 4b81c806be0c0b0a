"""The progress of a poller, shared by its thread with those that watch it."""

import threading
import time

from emulator.streams.errors import StreamPollerError


class Progress:
    """The state of a poller: the oldest waiting record, when all was delivered, and the error that ended it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._drained_as_of = float("-inf")
        self._oldest_waiting: float | None = None
        self._failure: StreamPollerError | None = None

    @property
    def failure(self) -> StreamPollerError | None:
        return self._failure

    @property
    def oldest_waiting(self) -> float | None:
        """Return when the oldest record that is not delivered yet arrived, in epoch seconds."""
        return self._oldest_waiting

    def waiting_for(self, oldest_waiting: float | None) -> None:
        """Record that records wait for delivery, the oldest of which arrived then."""
        self._oldest_waiting = oldest_waiting

    def drained(self, as_of: float) -> None:
        """Record that all that the stream held at that monotonic time is delivered."""
        with self._changed:
            self._oldest_waiting = None
            self._drained_as_of = as_of
            self._changed.notify_all()

    def failed(self, failure: StreamPollerError) -> None:
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def drained_since(self, monotonic: float) -> bool:
        return self._drained_as_of >= monotonic

    def wait_until_drained(self, timeout: float) -> bool:
        """Return whether all that is in the stream now is delivered in time; return early upon a failure."""
        called = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self.drained_since(called) or self._failure is not None, timeout)
            return self.drained_since(called)
