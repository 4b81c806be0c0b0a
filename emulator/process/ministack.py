"""The emulator's own process: ministack in a session of its own, for as long as its supervisor lives."""

import fcntl
import importlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from emulator.process.iam_actions import patch_batch_actions, patch_partiql_checks
from emulator.process.workdir import SCRATCH, WORKERS

STDIN, STDOUT, STDERR = 0, 1, 2


def run_ministack(folder: Path, *, leash: int, log: int) -> None:
    """Be the emulator, in the folder; the leash is a pipe whose other end the supervisor holds."""
    os.setsid()
    for descriptor, standard in ((leash, STDIN), (log, STDOUT), (log, STDERR)):
        os.dup2(descriptor, standard)
    os.close(leash)
    os.close(log)
    _have_workers_hold(_group_lock(folder))
    os.chdir(folder / SCRATCH)
    threading.Thread(target=_die_with_supervisor, daemon=True).start()
    start = _quiet_ministack()
    iam_actions = importlib.import_module("ministack.core.iam_actions")
    patch_partiql_checks(iam_actions)
    patch_batch_actions(iam_actions)
    start()


def _group_lock(folder: Path) -> int:
    """Name the process group where whoever cleans up finds it, and lock that file."""
    descriptor = os.open(folder / WORKERS, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(descriptor, b"%d" % os.getpgrp())
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _have_workers_hold(descriptor: int) -> None:
    """Pass the descriptor to every process that ministack starts, so that its lock is free once they are dead."""

    class Popen(subprocess.Popen[Any]):
        def __init__(self, *args: Any, pass_fds: Sequence[int] = (), **options: Any) -> None:
            super().__init__(*args, pass_fds=(*pass_fds, descriptor), **options)

    subprocess.Popen = Popen  # type: ignore[misc, assignment]


def _die_with_supervisor() -> None:
    while os.read(STDIN, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _quiet_ministack() -> Callable[[], None]:
    """Ministack's entry point, told to log no requests: a line for each would cost a tenth of the throughput.

    Its functions inherit the environment, and their loggers may heed the same variable, so it is gone again after.
    """
    os.environ["LOG_LEVEL"] = "WARNING"
    start: Callable[[], None] = importlib.import_module("ministack.app").main
    del os.environ["LOG_LEVEL"]
    return start
