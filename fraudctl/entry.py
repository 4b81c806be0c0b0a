"""The command `fraudctl`: how it ends, from before its first import."""

from fraudctl.interruption import end_at_signals

end_at_signals()

import contextlib  # noqa: E402 -- from here on a signal ends it in a line
import importlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from threading import Thread  # noqa: E402

from fraudctl.interruption import die_of_signals, exit_code, exit_message, received_signal, unwind_at_signals  # noqa: E402

FLUSH_TIMEOUT = 1.0
"""Seconds that a reader may take for what is still to be written when a signal has come."""


def main() -> None:
    """Run the command line; a signal unwinds it, is told in one word, and decides the exit code."""
    _open_what_is_closed()
    app = importlib.import_module("fraudctl.cli").app
    unwind_at_signals()
    try:
        app()
    except BaseException as error:
        number = received_signal()
        if number is None or (isinstance(error, SystemExit) and not error.code):  # ended by it, as `logs` is, or well
            _flush()
            raise
        _exit(number)  # whatever the interruption has led to
    finally:
        die_of_signals()


def _exit(number: int) -> None:
    """End without waiting for threads that nobody waits for any more, nor for a reader who takes nothing."""
    last = Thread(target=_flush, daemon=True)
    last.start()
    last.join(FLUSH_TIMEOUT)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # a terminal that was closed takes nothing
        sys.stderr.write(exit_message(number))
        sys.stderr.flush()
    os._exit(exit_code(number))


def _open_what_is_closed() -> None:
    """Open nothing for each standard file that is closed, before the next file that is opened takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 -- until the process ends


def _flush() -> None:
    """Write what is still to be written; that its reader is gone need not be told once more when Python ends."""
    for file in (sys.stdout, sys.stderr):
        try:
            file.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())
        except (OSError, ValueError, AttributeError):  # closed, or never open
            continue
