"""The threads of a send: one reads lines ahead, the others deliver them."""

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Semaphore, Thread

from fraudctl.client.api_client import ApiClient
from fraudctl.client.delivery import deliver_lines
from fraudctl.client.line_results import LineResult
from fraudctl.client.reading.values import NumberedLine


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What became of a group, or the error that nobody foresaw."""

    group: list[NumberedLine]
    results: list[LineResult]
    seconds: float | None = None
    error: BaseException | None = None


class WorkerPool:
    """Threads that die with the process: one that waits for an answer holds nobody up."""

    def __init__(self, poster: ApiClient, tell: Callable[[Delivered], None], *, size: int, batch: bool) -> None:
        self._poster, self._tell, self._size, self._batch = poster, tell, size, batch
        self._orders: queue.SimpleQueue[list[NumberedLine] | None] = queue.SimpleQueue()
        self._threads: list[Thread] = []
        self._sent: dict[int, list[NumberedLine]] = {}

    @property
    def under_way(self) -> int:
        """How many groups are sent and not settled."""
        return len(self._sent)

    @property
    def groups(self) -> Iterable[list[NumberedLine]]:
        """Those under way."""
        return self._sent.values()

    def send(self, group: list[NumberedLine]) -> None:
        """Have a group delivered; what became of it is told as `Delivered`, to be settled."""
        self._sent[id(group)] = group
        if self.under_way > len(self._threads):
            thread = Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._orders.put(group)

    def settle(self, done: Delivered) -> None:
        """Take a group off those under way."""
        del self._sent[id(done.group)]

    def dismiss(self) -> None:
        """Have the threads end once they have nothing to do."""
        for _ in self._threads:
            self._orders.put(None)

    def _work(self) -> None:
        while (group := self._orders.get()) is not None:
            try:
                results, seconds = deliver_lines(group, self._poster, batch=self._batch)
            except BaseException as error:  # noqa: BLE001 -- it is raised where the command can tell it
                self._tell(Delivered(group=group, results=[], error=error))
            else:
                self._tell(Delivered(group=group, results=results, seconds=seconds))


@dataclass(frozen=True)
class EndOfLines:
    """The end of the lines, and what has ended them early if something has."""

    error: BaseException | None = None


class LineReader:
    """A thread that reads lines, not further ahead than asked for, and tells each, and then their end."""

    def __init__(
        self,
        lines: Iterable[NumberedLine],
        tell: Callable[[NumberedLine | EndOfLines], None],
        *,
        ahead: int,
        stop_source: Callable[[], None] | None = None,
    ) -> None:
        self._lines, self._tell, self._stop_source = lines, tell, stop_source
        self._room = Semaphore(ahead)
        self._stopped = False
        Thread(target=self._read, daemon=True).start()

    def more(self, count: int) -> None:
        """Make room for so many more."""
        self._room.release(count)

    def stop(self) -> None:
        """End the lines: with those that their source has given, if it can be told to end, or with the present one."""
        self._stopped = True
        if self._stop_source:
            self._stop_source()
        self.more(1)

    def _read(self) -> None:
        try:
            for line in self._lines:
                self._tell(line)
                if not self._stopped:
                    self._room.acquire()
                elif not self._stop_source:
                    break
        except BaseException as error:  # noqa: BLE001 -- it is raised where the command can tell it
            self._tell(EndOfLines(error))
        else:
            self._tell(EndOfLines())
