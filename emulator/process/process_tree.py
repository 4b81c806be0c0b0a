"""The end of a process with all that it started, also of those that left its process group."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
"""From <linux/prctl.h>."""


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that none is missed; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_children(leader: int | None) -> None:
    """Kill the leader's process group and every child, adopted ones too, and wait until none is left."""
    if leader is not None:
        os.kill(leader, signal.SIGKILL)  # it may not lead its group yet
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
    while True:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        try:
            os.wait()  # the child's own children are this process's now
        except ChildProcessError:
            return


def _children() -> Iterator[int]:
    """Yield the children not yet waited for, whose numbers cannot be reused; none where there is no /proc."""
    own = str(os.getpid())
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == own:
                yield int(process.name)
