"""The emulator's worker processes, found by the connection that they hold. Linux only, from /proc."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
AVAILABLE = (PROC / "self" / "net" / "tcp").exists()
LOCAL, REMOTE, INODE = 1, 2, 9


class Workers:
    """The child processes of one emulator."""

    def __init__(self, emulator_pid: int) -> None:
        self._emulator = emulator_pid

    def holding(self, local_port: int, remote_port: int) -> int | None:
        """Return the pid of the child that holds this connection, None if it has ended."""
        inode = _inode(local_port, remote_port)
        if inode is None:
            return None
        return next((child for child in self.children() if _holds(child, inode)), None)

    def children(self) -> Iterator[int]:
        """Yield the pids of the emulator's present children."""
        for thread in (PROC / str(self._emulator) / "task").iterdir():
            with contextlib.suppress(OSError):
                yield from map(int, (thread / "children").read_text().split())


def _inode(local_port: int, remote_port: int) -> str | None:
    for line in (PROC / "self" / "net" / "tcp").read_text().splitlines()[1:]:
        columns = line.split()
        if _port(columns[LOCAL]) == local_port and _port(columns[REMOTE]) == remote_port:
            return columns[INODE]
    return None


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _holds(pid: int, inode: str) -> bool:
    with contextlib.suppress(OSError):
        for descriptor in (PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                if str(descriptor.readlink()) == f"socket:[{inode}]":
                    return True
    return False
