"""Threads that deliver groups of lines, as many at once as there are threads."""

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Thread

from fraudctl.client.delivery import deliver
from fraudctl.client.line_results import Fate
from fraudctl.client.posting import Poster
from fraudctl.client.reading import Line


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a group, or the error that nobody foresaw."""

    group: list[Line]
    fates: list[Fate]
    seconds: float | None = None
    error: BaseException | None = None


class Crew:
    """Threads that die with the process: one that waits for an answer holds nobody up."""

    def __init__(self, poster: Poster, tell: Callable[[Done], None], *, size: int, batch: bool) -> None:
        self._poster, self._tell, self._size, self._batch = poster, tell, size, batch
        self._orders: queue.SimpleQueue[list[Line] | None] = queue.SimpleQueue()
        self._threads: list[Thread] = []
        self._sent: dict[int, list[Line]] = {}

    @property
    def under_way(self) -> int:
        """How many groups are sent and not settled."""
        return len(self._sent)

    @property
    def groups(self) -> Iterable[list[Line]]:
        """Those under way."""
        return self._sent.values()

    def send(self, group: list[Line]) -> None:
        """Have a group delivered; what became of it is told as `Done`, to be settled."""
        self._sent[id(group)] = group
        if self.under_way > len(self._threads):
            thread = Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._orders.put(group)

    def settle(self, done: Done) -> None:
        """Take a group off those under way."""
        del self._sent[id(done.group)]

    def dismiss(self) -> None:
        """Have the threads end once they have nothing to do."""
        for _ in self._threads:
            self._orders.put(None)

    def _work(self) -> None:
        while (group := self._orders.get()) is not None:
            try:
                fates, seconds = deliver(group, self._poster, batch=self._batch)
            except BaseException as error:  # noqa: BLE001 -- it is raised where the command can tell it
                self._tell(Done(group=group, fates=[], error=error))
            else:
                self._tell(Done(group=group, fates=fates, seconds=seconds))
