"""The lines that a function writes, all of them: ministack waits a while for each, and on a busy machine goes without.

A function's process has written its lines before it answers, so that they are in its pipe by then. Ministack has a
thread that takes them from there, and waits for that at most 50 ms: of a process that is ended, later ones are lost.
"""

import os
import select
import threading
from types import ModuleType
from typing import Any, TextIO

CHUNK = 1 << 16
LOG = "function_log"
"""The name of a worker's attribute."""


def patch_logs(runtime: ModuleType) -> None:
    """Make ministack's runtime read what a Python or Node function wrote to the last line that there is."""
    worker, of_others = runtime.Worker, runtime.ProvidedWorker
    spawn = worker._spawn  # noqa: SLF001 -- a correction of what is within it, as all below

    def spawned(self: Any) -> None:
        self.__dict__.pop(LOG, None)
        spawn(self)
        _log(self, self._proc)

    for name in ("_drain_stderr", "_drain_stderr_bounded"):  # other processes log into one pipe with their output
        setattr(of_others, name, getattr(of_others, name))
        setattr(worker, name, lambda self: self.__dict__[LOG].taken())
    worker._spawn = spawned  # noqa: SLF001
    worker._read_stderr = _follow  # noqa: SLF001


def _follow(worker: Any) -> None:
    if process := worker._proc:  # noqa: SLF001 -- else it was ended before this thread came to it
        _log(worker, process).follow()


def _log(worker: Any, process: Any) -> "FunctionLog":
    log: FunctionLog = worker.__dict__.setdefault(LOG, FunctionLog(process.stderr))
    return log


class FunctionLog:
    """The lines that one process writes to its standard error."""

    def __init__(self, pipe: TextIO) -> None:
        """Nobody else may read from the pipe."""
        self._pipe = pipe
        self._one_at_a_time = threading.Lock()
        self._unread = bytearray()
        self._ended = False

    def follow(self) -> None:
        """Read what comes until the process has ended, so that its pipe never fills."""
        waiting = select.poll()
        waiting.register(self._pipe, select.POLLIN)
        while not self._ended:
            waiting.poll()
            with self._one_at_a_time:
                self._read()

    def taken(self) -> str:
        """Return the lines since the last time; of a process that still runs, none that it has not finished."""
        with self._one_at_a_time:
            self._read()
            end = len(self._unread) if self._ended else self._unread.rfind(b"\n") + 1
            lines = bytes(self._unread[:end])
            del self._unread[:end]
        return lines.decode(errors="replace").removesuffix("\n")

    def _read(self) -> None:
        """Read all that is in the pipe."""
        ready = select.poll()
        ready.register(self._pipe, select.POLLIN)
        while not self._ended and ready.poll(0):
            chunk = os.read(self._pipe.fileno(), CHUNK)
            self._unread += chunk
            self._ended = not chunk
