"""The emulator's process: ministack, in a session of its own, for as long as its supervisor lives."""

import fcntl
import importlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from emulator.process.forked_workers import patch_workers
from emulator.process.fresh_workers import patch_leases
from emulator.process.function_logs import patch_logs
from emulator.process.http_delivery import patch_http_deliveries
from emulator.process.iam_actions import patch_batch_actions, patch_partiql_checks
from emulator.process.memory import collect_less, patch_parsing
from emulator.process.signed_scopes import patch_scopes
from emulator.process.unpacking import patch_unpacking
from emulator.process.workdir import SCRATCH, WORKERS

STDIN, STDOUT, STDERR = 0, 1, 2


def run_ministack(folder: Path, *, supervisor: int, log: int) -> None:
    """Run ministack in the folder; `supervisor` is a pipe whose other end the supervisor alone has open."""
    os.setsid()
    for descriptor, standard in ((supervisor, STDIN), (log, STDOUT), (log, STDERR)):
        os.dup2(descriptor, standard)
    os.close(supervisor)
    os.close(log)
    _pass_to_workers(_lock_group_file(folder))
    os.chdir(folder / SCRATCH)
    threading.Thread(target=_die_with_supervisor, daemon=True).start()
    main = _quiet_ministack()
    iam_actions = importlib.import_module("ministack.core.iam_actions")
    patch_partiql_checks(iam_actions)
    patch_batch_actions(iam_actions)
    runtime = importlib.import_module("ministack.core.lambda_runtime")
    patch_unpacking(runtime)
    patch_workers(runtime)
    patch_logs(runtime)
    patch_leases(runtime, importlib.import_module("ministack.services.lambda_svc"))
    patch_scopes(importlib.import_module("ministack.app"))
    patch_http_deliveries(importlib.import_module("ministack.services.sns"))
    services = (importlib.import_module(f"ministack.{name}") for name in ("services.dynamodb", "core.iam_evaluator"))
    patch_parsing(*services)
    collect_less()
    main()


def _lock_group_file(folder: Path) -> int:
    """Write the process group to a file for whoever cleans up, and return the descriptor that locks it."""
    descriptor = os.open(folder / WORKERS, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(descriptor, b"%d" % os.getpgrp())
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _pass_to_workers(descriptor: int) -> None:
    """Pass the descriptor to every process that ministack starts: its lock is free once all of them are dead."""

    class Popen(subprocess.Popen[Any]):
        def __init__(self, *args: Any, pass_fds: Sequence[int] = (), **options: Any) -> None:
            super().__init__(*args, pass_fds=(*pass_fds, descriptor), **options)

    subprocess.Popen = Popen  # type: ignore[misc, assignment]


def _die_with_supervisor() -> None:
    while os.read(STDIN, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _quiet_ministack() -> Callable[[], None]:
    """Return ministack's entry point, set to log no requests: a line for each would cost a tenth of the throughput.

    The variable is removed again, as functions inherit the environment and their loggers may read the same variable.
    """
    os.environ["LOG_LEVEL"] = "WARNING"
    main: Callable[[], None] = importlib.import_module("ministack.app").main
    del os.environ["LOG_LEVEL"]
    return main
