"""Locks that show that a process lives: the kernel frees them when the last process that inherited them is dead."""

import contextlib
import fcntl
import os
import signal
import threading
from pathlib import Path

DEATH_SECONDS = 10.0
"""The time that killed processes may take to end; milliseconds, unless the machine is overloaded."""


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Return whether nobody else holds the lock; then it is held here until the descriptor is closed."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_by_force(descriptor: int, group: Path) -> None:
    """Lock it; if a process holds it, kill the group whose number is in that file, and wait until it is dead.

    The caller knows that the holders, if any, are of that group: while they hold it, no other group has its number.

    Raises:
        TimeoutError: the holder does not die.
    """
    if try_lock(descriptor):
        return
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        os.killpg(int(group.read_text()), signal.SIGKILL)
    if not wait_for_lock(descriptor, DEATH_SECONDS):
        raise TimeoutError(f"a killed process is still running in {group.parent}")


def wait_for_lock(descriptor: int, seconds: float) -> bool:
    """Return whether the lock came free within so many seconds; then it is held here."""
    waiting = threading.Thread(target=fcntl.flock, args=(descriptor, fcntl.LOCK_EX), daemon=True)
    waiting.start()
    waiting.join(seconds)
    return not waiting.is_alive()
