"""SIGINT, SIGTERM and SIGHUP as an exception, so that a command cleans up before it ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread, Timer, current_thread, main_thread
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MAX_SIGNALS = 2
"""Signals that are handled before a further one ends the process at once: a person may press Ctrl-C twice."""

RERAISE_AFTER = 0.01
"""Seconds after which an exception is raised again that was raised where Python drops it."""

NUDGE = signal.SIGURG
"""Ends a system call in which the main thread waits, and nothing else: Go's runtime uses it for the same."""

NUDGE_AGAIN_AFTER = 0.05
"""Seconds after which a nudge is repeated that came before the main thread waited."""

_received: list[int] = []
_nudged: SimpleQueue[None] = SimpleQueue()  # whose `put` may interrupt itself


class Interrupted(KeyboardInterrupt):
    """Raised wherever the main thread is; a KeyboardInterrupt, since asyncio and the commands end at that."""


def exit_at_signals() -> None:
    """End the process at once at a signal, with a message: while there is nothing to clean up yet."""
    _set_handlers(_exit_at_once)


def raise_at_signals() -> None:
    """Raise Interrupted at the first signal; a SIGHUP that nohup has ignored stays ignored."""
    sys.unraisablehook = _raise_later
    _set_handlers(_raise_interrupted)
    signal.signal(NUDGE, lambda *_: _nudged.put(None))
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    Thread(target=_nudge_main_thread, args=(reading,), daemon=True).start()


def reset_signals() -> None:
    """End the process at once at a signal: when there is nothing left to clean up."""
    for number in SIGNALS:
        if signal.getsignal(number) == _raise_interrupted:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def handle_signals(first: Callable[[], object], second: Callable[[], object] | None = None) -> Iterator[None]:
    """Call `first` at the first signal, in place of an exception, so that the block can end in order.

    The second signal calls `second`, or raises Interrupted without one. Both are called between any two steps of the
    main thread, so they must take no lock that it may hold: an Event's `set` is safe only where the main thread never
    waits for the Event.
    """
    if current_thread() is not main_thread():  # the only one that gets signals
        yield
        return
    came: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        _received.append(number)
        came.append(number)
        if len(came) > MAX_SIGNALS:
            os._exit(exit_code(number))
        if len(came) == 1:
            first()
        elif second:
            second()
        else:
            raise Interrupted

    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in SIGNALS}
    _set_handlers(on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def defer_signals() -> Iterator[None]:
    """Defer a signal to the end of the block, so that its output is whole; a second signal ends the block."""
    came: list[bool] = []
    with handle_signals(lambda: came.append(True)):
        yield
    if came:
        raise Interrupted


@contextmanager
def report_if_interrupted(report: Callable[[], None]) -> Iterator[None]:
    """Call `report`, which says what was done, if a signal ends the block."""
    try:
        yield
    except BaseException as error:
        if received_signal() is not None or isinstance(
            error, KeyboardInterrupt
        ):  # whichever exception the interruption led to
            report()
        raise


def received_signal() -> int | None:
    """Return the first signal that came, None without one."""
    return _received[0] if _received else None


def exit_code(number: int) -> int:
    """Return the exit code that a shell expects of a process that a signal ended."""
    return 128 + number


def exit_message(number: int) -> str:
    """Return the line that tells a person that a signal ended the command."""
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


def _nudge_main_thread(reading: int) -> None:
    """Let the main thread handle each signal whose number comes, even if it waits.

    Python handles a signal between two steps. One that comes after the last step before a system call, and before the
    call waits, would be handled only when the call ends: for a pipe that nobody writes to, never.
    """
    main = main_thread().ident or 0
    while number := os.read(reading, 1):
        while number[0] in SIGNALS:
            while not _nudged.empty():
                _nudged.get()
            signal.pthread_kill(main, NUDGE)
            with suppress(Empty):
                _nudged.get(timeout=NUDGE_AGAIN_AFTER)
                break


def _raise_later(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise Interrupted again that was raised in a destructor or a weak reference's callback, where Python drops it."""
    if isinstance(unraisable.exc_value, Interrupted) and _received:
        again = Timer(RERAISE_AFTER, os.kill, (os.getpid(), _received.pop()))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)
