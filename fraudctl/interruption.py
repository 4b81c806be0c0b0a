"""SIGINT, SIGTERM and SIGHUP as an exception, so that a command ends what it began before it ends itself."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer, current_thread, main_thread
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MAX_SIGNALS = 2
"""How many signals are taken before one ends the process on the spot: a person may press Ctrl-C twice at once."""

RERAISE_AFTER = 0.01
"""Seconds after which an exception is raised again that was raised where Python cannot let it out."""

_received: list[int] = []


class Interrupted(KeyboardInterrupt):
    """Raised wherever the main thread is; a KeyboardInterrupt, as asyncio and the commands know that to end them."""


def end_at_signals() -> None:
    """End at once at the signals, in a word: for as long as nothing has begun that must be ended."""
    _set_handlers(_exit_at_once)


def unwind_at_signals() -> None:
    """Raise Interrupted at the first of the signals; a SIGHUP that nohup has ignored stays ignored."""
    sys.unraisablehook = _raise_later
    _set_handlers(_raise_interrupted)


def die_of_signals() -> None:
    """End at once at the signals: when there is nothing left to unwind."""
    for number in SIGNALS:
        if signal.getsignal(number) == _raise_interrupted:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def handle_signals(wake: Callable[[], object], again: Callable[[], object] | None = None) -> Iterator[None]:
    """Let the first signal call `wake` in the main thread, in place of an exception, so that the block ends well.

    The second calls `again`, or unwinds the block. Both are called between any two steps of the main thread, so they
    must take no lock that it may hold: an Event's `set` is safe only where the main thread never waits for the Event.
    """
    if current_thread() is not main_thread():  # which alone hears signals
        yield
        return
    came: list[int] = []

    def take(number: int, _frame: FrameType | None) -> None:
        _received.append(number)
        came.append(number)
        if len(came) > MAX_SIGNALS:
            os._exit(exit_code(number))
        if len(came) == 1:
            wake()
        elif again:
            again()
        else:
            raise Interrupted

    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in SIGNALS}
    _set_handlers(take)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def defer_signals() -> Iterator[None]:
    """Let a block say all that it says, though a signal comes; it ends with the block, or at a second signal."""
    came: list[bool] = []
    with handle_signals(lambda: came.append(True)):
        yield
    if came:
        raise Interrupted


@contextmanager
def report_if_interrupted(say: Callable[[], None]) -> Iterator[None]:
    """Have it said what was done, should a signal end the block."""
    try:
        yield
    except BaseException as error:
        if received_signal() is not None or isinstance(
            error, KeyboardInterrupt
        ):  # whatever the interruption has led to
            say()
        raise


def received_signal() -> int | None:
    """Return the first of the signals that came, None without one."""
    return _received[0] if _received else None


def exit_code(number: int) -> int:
    """Return what a shell expects of a process that a signal ended."""
    return 128 + number


def exit_message(number: int) -> str:
    """Return the line that tells a person what has ended a command."""
    return "interrupted\n" if number == signal.SIGINT else "stopped\n"


def _set_handlers(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _exit_at_once(number: int, _frame: FrameType | None) -> None:
    with suppress(OSError):
        os.write(2, exit_message(number).encode())
    os._exit(exit_code(number))


def _raise_interrupted(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    if len(_received) == 1:
        raise Interrupted
    if len(_received) > MAX_SIGNALS:
        os._exit(exit_code(number))  # the emulator's supervisor cleans up whatever is left


def _raise_later(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise Interrupted once more that came in a destructor or a callback of a weak reference, where it is dropped."""
    if isinstance(unraisable.exc_value, Interrupted) and _received:
        again = Timer(RERAISE_AFTER, os.kill, (os.getpid(), _received.pop()))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)
