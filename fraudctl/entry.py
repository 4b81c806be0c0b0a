"""The command `fraudctl`: how it ends, from before its first import."""

import contextlib
import importlib
import os
import signal
import sys

from fraudctl.interruption import die_of_signals, exit_code, received, unwind_at_signals


def main() -> None:
    """Run the command line; a signal unwinds it, is told in one word, and decides the exit code."""
    unwind_at_signals()
    try:
        importlib.import_module("fraudctl.cli").app()
    except BaseException as error:
        number = received()
        if number is None or (isinstance(error, SystemExit) and not error.code):  # ended by it, as `tail` is, or well
            raise
        _exit(number)  # whatever the interruption has led to
    finally:
        die_of_signals()


def _exit(number: int) -> None:
    """End without waiting for threads that nobody waits for any more."""
    with contextlib.suppress(OSError, ValueError):  # a terminal that was closed takes nothing
        sys.stdout.flush()
        sys.stderr.write("interrupted\n" if number == signal.SIGINT else "stopped\n")
        sys.stderr.flush()
    os._exit(exit_code(number))
