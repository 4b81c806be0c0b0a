"""The command `fraudctl`, which a signal may end from before its first import."""

from fraudctl.interruption import exit_at_signals

exit_at_signals()

import contextlib  # noqa: E402 -- from here on a signal ends it with one line
import gc  # noqa: E402
import importlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from threading import Thread  # noqa: E402
from typing import Any  # noqa: E402

from fraudctl.interruption import exit_code, exit_message, raise_at_signals, received_signal, reset_signals  # noqa: E402

FLUSH_TIMEOUT = 1.0
"""Seconds that a reader of the output has to take the rest after a signal."""

COLLECT_AFTER = (50_000, 20, 50)
"""Python's thresholds of garbage collection: with its own, a tenth of a command is spent on looking for garbage."""


def main() -> None:
    """Run the command line; a signal interrupts it, is named in one line, and decides the exit code."""
    gc.set_threshold(*COLLECT_AFTER)
    _open_closed_standard_files()
    app = _command_line().app
    raise_at_signals()
    try:
        app()
    except BaseException as error:
        number = received_signal()
        if number is None or (
            isinstance(error, SystemExit) and not error.code
        ):  # the signal was its normal end, as for `logs`
            _flush()
            raise
        _exit_after_signal(number)  # whichever exception the interruption led to
    finally:
        reset_signals()


def _command_line() -> Any:
    """Return the module of the command line, for which an installation of the client alone has not the packages."""
    try:
        return importlib.import_module("fraudctl.cli")
    except ModuleNotFoundError as error:
        if error.name != "typer":
            raise
        sys.exit("fraudctl: only the client of the API is installed here; the extra cli brings the command line")


def _exit_after_signal(number: int) -> None:
    """End the process without waiting for daemon threads, nor for a reader who takes nothing."""
    last = Thread(target=_flush, daemon=True)
    last.start()
    last.join(FLUSH_TIMEOUT)
    with contextlib.suppress(OSError, ValueError, AttributeError):  # the terminal may be closed
        sys.stderr.write(exit_message(number))
        sys.stderr.flush()
    os._exit(exit_code(number))


def _open_closed_standard_files() -> None:
    """Open the null device for each closed standard file, before the next file that is opened takes its descriptor."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 -- until the process ends


def _flush() -> None:
    """Flush the output; that its reader is gone need not be reported again when Python ends."""
    for file in (sys.stdout, sys.stderr):
        try:
            file.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())
        except (OSError, ValueError, AttributeError):  # closed, or never open
            continue
