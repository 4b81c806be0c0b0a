"""Run by the emulator's own interpreter: ministack, for as long as the process that started it lives.

The supervisor holds the writing end of the standard input. When it ends, however it ends, the read below returns, and
the emulator takes its workers and its temporary folder with it. Unlike PR_SET_PDEATHSIG this works on every Unix, and
does not fire when merely the thread that started the emulator ends.
"""

import importlib
import os
import runpy
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path


def follow_parent(folder: str) -> None:
    """Wait until the supervisor is gone, then leave nothing behind."""
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def quiet_emulator() -> Callable[[], None]:
    """Ministack's entry point, told to log no requests: a line for each would cost a tenth of the throughput.

    Its functions inherit the environment, and their loggers may heed the same variable, so it is gone again after.
    """
    os.environ["LOG_LEVEL"] = "WARNING"
    start: Callable[[], None] = importlib.import_module("ministack.app").main
    del os.environ["LOG_LEVEL"]
    rights = runpy.run_path(str(Path(__file__).with_name("partiql_rights.py")))
    rights["judge_partiql"](importlib.import_module("ministack.core.iam_actions"))
    return start


if __name__ == "__main__":
    threading.Thread(target=follow_parent, args=(sys.argv.pop(),), daemon=True).start()
    quiet_emulator()()
