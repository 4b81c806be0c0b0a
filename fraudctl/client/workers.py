"""The threads of a send: one reads lines ahead, the others deliver them."""

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Semaphore, Thread

from fraudctl.client.api_client import ApiClient
from fraudctl.client.delivery import Delivery, deliver_lines
from fraudctl.client.reading import NumberedLine
from fraudctl.client.route import Route


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A group of lines with the result of each, or with an unforeseen error."""

    group: list[NumberedLine]
    delivery: Delivery
    error: BaseException | None = None


class WorkerPool:
    """Threads that deliver groups of lines, started as they are needed.

    They are daemons, which `ThreadPoolExecutor` has none of: one that waits for an answer never delays the exit.
    """

    def __init__(
        self, client: ApiClient, route: Route, notify: Callable[[Delivered], None], *, size: int, batch: bool
    ) -> None:
        self._client, self._route, self._notify, self._size, self._batch = client, route, notify, size, batch
        self._groups: queue.SimpleQueue[list[NumberedLine] | None] = queue.SimpleQueue()
        self._threads: list[Thread] = []
        self._sent: dict[int, list[NumberedLine]] = {}

    @property
    def under_way(self) -> int:
        """Return the number of groups that are sent and not settled."""
        return len(self._sent)

    @property
    def groups(self) -> Iterable[list[NumberedLine]]:
        """Return the groups under way."""
        return self._sent.values()

    def send(self, group: list[NumberedLine]) -> None:
        """Have a group delivered; `notify` gets a `Delivered`, which is to be settled."""
        self._sent[id(group)] = group
        if self.under_way > len(self._threads):
            thread = Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._groups.put(group)

    def settle(self, delivered: Delivered) -> None:
        """Remove a group from those under way."""
        del self._sent[id(delivered.group)]

    def dismiss(self) -> None:
        """Have each thread end when it has nothing more to deliver."""
        for _ in self._threads:
            self._groups.put(None)

    def _work(self) -> None:
        while (group := self._groups.get()) is not None:
            try:
                delivery = deliver_lines(group, self._client, route=self._route, batch=self._batch)
            except BaseException as error:  # noqa: BLE001 -- the main thread raises it
                self._notify(Delivered(group=group, delivery=Delivery([]), error=error))
            else:
                self._notify(Delivered(group=group, delivery=delivery))


@dataclass(frozen=True)
class EndOfLines:
    """The end of the lines, and the error that ended them early, if one did."""

    error: BaseException | None = None


class LineReader:
    """A thread that reads lines, not further ahead than asked for, and passes on each of them and then their end."""

    def __init__(
        self,
        lines: Iterable[NumberedLine],
        notify: Callable[[NumberedLine | EndOfLines], None],
        *,
        ahead: int,
        stop_source: Callable[[], None] | None = None,
    ) -> None:
        self._lines, self._notify, self._stop_source = lines, notify, stop_source
        self._room = Semaphore(ahead)
        self._stopped = False
        Thread(target=self._read, daemon=True).start()

    def read_more(self, count: int) -> None:
        """Allow so many lines more."""
        self._room.release(count)

    def stop(self) -> None:
        """End the lines: after those that the source has given, if it can be stopped, else after the present one."""
        self._stopped = True
        if self._stop_source:
            self._stop_source()
        self.read_more(1)

    def _read(self) -> None:
        try:
            for line in self._lines:
                self._notify(line)
                if not self._stopped:
                    self._room.acquire()
                elif not self._stop_source:
                    break
        except BaseException as error:  # noqa: BLE001 -- the main thread raises it
            self._notify(EndOfLines(error))
        else:
            self._notify(EndOfLines())
