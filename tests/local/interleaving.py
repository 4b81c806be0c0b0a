"""Runs two pieces of work in every order of their steps."""

import itertools
import threading
from collections.abc import Callable, Iterator


class Killed(BaseException):
    """The end of a piece of work at one of its steps, as SIGKILL would make it."""


class Work:
    """A piece of work in a thread of its own, which goes on from step to step when it is told to."""

    def __init__(self, work: Callable[[], None], *, lives: int | None = None) -> None:
        """With `lives`, it is killed before the step that comes after so many."""
        self._work = work
        self._lives = lives
        self._go, self._paused = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.done = False
        self.error: BaseException | None = None

    def start(self) -> None:
        """Let it run to its first step."""
        self._thread.start()
        self._paused.acquire()

    def advance(self) -> None:
        """Let it do the step it waits at; nothing happens once it is done."""
        if not self.done:
            self._go.release()
            self._paused.acquire()

    def step(self) -> None:
        """Wait until told to go on; does nothing in another thread than the work's."""
        if threading.current_thread() is not self._thread or self.error:
            return
        self._paused.release()
        self._go.acquire()
        if self._lives is not None:
            self._lives -= 1
            if self._lives < 0:
                self.error = Killed()
                raise self.error

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 -- the test looks at it
            self.error = error
        self.done = True
        self._paused.release()


def run(order: tuple[int, ...], *works: Work) -> None:
    """Advance them in this order, then in turn until all are done."""
    for work in works:
        work.start()
    for number in order:
        works[number].advance()
    while not all(work.done for work in works):
        for work in works:
            work.advance()


def orders(first: int, second: int) -> Iterator[tuple[int, ...]]:
    """Every order of so many steps of the first and so many of the second."""
    for chosen in itertools.combinations(range(first + second), second):
        yield tuple(int(position in chosen) for position in range(first + second))
