"""SIGINT, SIGTERM and SIGHUP as an exception, so that a command ends what it began before it ends itself."""

import os
import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 2
"""How many signals are taken before one ends the process on the spot: a person may press Ctrl-C twice at once."""

_received: list[int] = []


class Interrupted(KeyboardInterrupt):
    """Raised wherever the main thread is; a KeyboardInterrupt, as asyncio and the commands know that to end them."""


def unwind_at_signals() -> None:
    """Raise Interrupted at the first of the signals; a SIGHUP that nohup has ignored stays ignored."""
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def die_of_signals() -> None:
    """End at once at the signals: when there is nothing left to unwind."""
    for number in SIGNALS:
        if signal.getsignal(number) == _interrupt:
            signal.signal(number, signal.SIG_DFL)


def received() -> int | None:
    """Return the first of the signals that came, None without one."""
    return _received[0] if _received else None


def exit_code(number: int) -> int:
    """Return what a shell expects of a process that a signal ended."""
    return 128 + number


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    if len(_received) == 1:
        raise Interrupted
    if len(_received) > PATIENCE:
        os._exit(exit_code(number))  # the emulator's supervisor cleans up whatever is left
