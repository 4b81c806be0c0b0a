"""Lines that are read while others are sent, so that who waits for the next one can do something else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Semaphore, Thread

from fraudctl.client.reading.values import Line


@dataclass(frozen=True)
class AtEnd:
    """The end of the lines, and what has ended them early if something has."""

    error: BaseException | None = None


class Reader:
    """A thread that reads lines, not further ahead than asked for, and tells each, and then their end."""

    def __init__(
        self,
        lines: Iterable[Line],
        tell: Callable[[Line | AtEnd], None],
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
            self._tell(AtEnd(error))
        else:
            self._tell(AtEnd())
