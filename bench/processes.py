"""CPU and memory of this process and of an emulator with all its workers, from Linux's /proc."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")
SESSION, USER, CHILDREN_SYSTEM = 3, 11, 14
"""Positions of `session` and of the first and last of four CPU times, behind the name in /proc/PID/stat: proc(5)."""

MEGABYTE = 1024**2


def parse_stat(text: str) -> tuple[int, float]:
    """Return the session, and the CPU seconds of the process and of its children that were waited for."""
    fields = text.rpartition(")")[2].split()
    return int(fields[SESSION]), sum(map(int, fields[USER : CHILDREN_SYSTEM + 1])) / TICKS


def session_of(leader: int) -> Iterator[tuple[int, float]]:
    """Yield each process of a session, with its CPU seconds."""
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                session, cpu = parse_stat((folder / "stat").read_text())
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
            if session == leader:
                yield int(folder.name), cpu


def resident(pid: int) -> int:
    """Return the bytes in memory, shared pages in full (RSS); 0 when the process has ended."""
    try:
        return parse_statm((PROC / str(pid) / "statm").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0


def parse_statm(text: str) -> int:
    """Return the resident bytes of /proc/PID/statm."""
    return int(text.split()[1]) * PAGE


class ResourceMonitor:
    """A monitor of this process and a session for as long as its block lasts."""

    def __init__(self, leader: int, every: float = 0.2) -> None:
        """`every` is in seconds."""
        self._leader = leader
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="resource monitor", daemon=True)
        self._own_cpu = 0.0
        self.peak = 0
        """Bytes in memory at the peak, summed over all processes, shared pages in each (RSS)."""
        self.cpu = 0.0
        """Seconds over all processes, this monitor's own left out."""

    def _seconds(self) -> float:
        return time.process_time() + sum(cpu for _, cpu in session_of(self._leader))

    def __enter__(self) -> Self:
        self._before = self._seconds()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self.cpu = self._seconds() - self._before - self._own_cpu

    def _sample(self) -> None:
        ended = False
        while not ended:
            pids = [os.getpid(), *(pid for pid, _ in session_of(self._leader))]
            self.peak = max(self.peak, sum(map(resident, pids)))
            ended = self._ended.wait(self._every)
        self._own_cpu = time.thread_time()
