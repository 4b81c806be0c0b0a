"""Threads on a virtual clock: one runs at a time, until it sleeps, and the clock jumps to whoever wakes next."""

import heapq
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _VirtualThread:
    """A thread that runs only while the scheduler waits for it."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._turn, self._rests = threading.Semaphore(0), threading.Semaphore(0)
        self._thread: threading.Thread | None = None
        self.failure: BaseException | None = None

    def resume(self) -> None:
        """Let it run until it sleeps or ends."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        else:
            self._turn.release()
        self._rests.acquire()

    def rest(self) -> None:
        """Give the turn back, and wait for the next; called by the thread itself."""
        self._rests.release()
        self._turn.acquire()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 -- raised again where it is waited for
            self.failure = error
        finally:
            self._rests.release()


class VirtualThreads:
    """Runs blocking code concurrently, in the same order every time; `now` is in seconds since the beginning."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, _VirtualThread]] = []
        self._numbers = 0
        self._current: _VirtualThread | None = None

    def start(self, at: float, work: Callable[[], object]) -> None:
        """Have work begin at a time."""
        self._wake(max(at, self.now), _VirtualThread(work))

    def sleep(self, seconds: float) -> None:
        """Let the others run until so many seconds have passed; for the work that was started."""
        thread = self._require_current()
        self._wake(self.now + seconds, thread)
        thread.rest()

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Return the results in order; the work on all items goes on at the same time, as in a pool of threads.

        The caller goes on, too, until it takes the first result.
        """
        every, waiting = list(items), list[_VirtualThread]()
        results: dict[int, Result] = {}
        errors: list[BaseException] = []

        def one(place: int, item: Item) -> None:
            try:
                results[place] = work(item)
            except BaseException as error:  # noqa: BLE001 -- raised below, by the one that waits
                errors.append(error)
            if waiting and len(results) + len(errors) == len(every):
                self._wake(self.now, waiting[0])

        for place, item in enumerate(every):
            self.start(self.now, lambda place=place, item=item: one(place, item))  # type: ignore[misc]  # the default binds

        def awaited() -> Iterator[Result]:
            if len(results) + len(errors) < len(every):
                waiting.append(self._require_current())
                waiting[0].rest()
            if errors:
                raise errors[0]
            yield from (results[place] for place in range(len(every)))

        return awaited()

    def run(self) -> None:
        """Run until nobody has anything to do; raise the first error that work raises."""
        while self._waiting:
            self.now, _, self._current = heapq.heappop(self._waiting)
            self._current.resume()
            if self._current.failure is not None:
                raise self._current.failure

    def _wake(self, at: float, thread: _VirtualThread) -> None:
        self._numbers += 1
        heapq.heappush(self._waiting, (at, self._numbers, thread))

    def _require_current(self) -> _VirtualThread:
        if self._current is None:
            raise RuntimeError("only work that was started can wait")
        return self._current
