"""A running event source mapping: reads a stream, calls its function, sends failure records for what it gives up."""

import functools
import threading
import time
from types import TracebackType
from typing import Self

from emulator.streams.connections import StreamClients, connect_poller
from emulator.streams.errors import StreamPollerError, UnsupportedMappingError
from emulator.streams.mapping import StreamMapping
from emulator.streams.poll_loop import DEFAULT_PACE, BatchObserver, Pace, PollLoop, Stopped
from emulator.streams.progress import Progress

STOP_SECONDS = 10.0
"""The longest that a running invocation may delay the end."""


class StreamPoller:
    """A mapping that runs in a thread of its own, with AWS's semantics, until it is stopped or cannot go on."""

    def __init__(
        self,
        mapping: StreamMapping,
        *,
        endpoint_url: str,
        region: str,
        on_batch: BatchObserver | None = None,
        clients: StreamClients | None = None,
        pace: Pace = DEFAULT_PACE,
    ) -> None:
        """Prepare the mapping; nothing happens before `start`.

        Args:
            mapping: Its settings.
            endpoint_url: The emulator, or a proxy before it.
            region: The region of stream, function and queue.
            on_batch: Called in the poller's thread after every invocation.
            clients: Used instead of new ones for the endpoint.
            pace: The pauses between reads.

        Raises:
            UnsupportedMappingError: settings that local mode does not have.
        """
        if mapping.parallelization_factor != 1:
            raise UnsupportedMappingError(
                f"stream mapping of {mapping.function_name}: local mode has no parallelization factor but 1, "
                f"not {mapping.parallelization_factor}"
            )
        self.mapping = mapping
        self._stop = threading.Event()
        self._progress = Progress()
        self._loop = PollLoop(mapping, pace, self._stop, self._progress, on_batch or _no_observer)
        self._connect = (
            functools.partial(connect_poller, mapping, endpoint_url=endpoint_url, region=region)
            if clients is None
            else lambda: clients
        )
        self._thread = threading.Thread(target=self._work, name=f"stream poller {mapping.function_name}", daemon=True)

    @property
    def failure(self) -> StreamPollerError | None:
        """Return the error that ended the poller; None if none did."""
        return self._progress.failure

    @property
    def iterator_age_seconds(self) -> float:
        """Return the age of the oldest record that was read and is not delivered yet; 0 without one."""
        oldest = self._progress.oldest_waiting
        return 0.0 if oldest is None else max(0.0, time.time() - oldest)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the running invocation; raise the failure if there was one."""
        self._end()
        self.check()

    def check(self) -> None:
        """Raise the failure if there was one."""
        if failure := self.failure:
            raise failure

    def drained_since(self, monotonic: float) -> bool:
        """Return whether all that the stream held at that time (of `time.monotonic`) is delivered or discarded."""
        return self._progress.drained_since(monotonic)

    def wait_until_drained(self, timeout: float) -> bool:
        """Return whether all that the stream holds now is delivered or discarded in time; raise the failure if any."""
        drained = self._progress.wait_until_drained(timeout)
        self.check()
        return drained

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if error is None:  # else it would hide what went wrong first
            self.check()

    def _end(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        try:
            self._loop(self._connect)
        except Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - any error must be seen outside the thread
            failure = StreamPollerError(f"stream mapping of {self.mapping.function_name}: {error}")
            failure.__cause__ = error
            self._progress.failed(failure)


def _no_observer(*_: object) -> None:
    """Stand in for the observer where there is none."""
