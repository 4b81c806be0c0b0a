"""The parent process of the embedded AWS, which removes everything once the command that started it has ended.

The command holds the writing end of the supervisor's standard input, and writes there which state files to remove at
the end. However the command ends, that input ends with it. The supervisor writes the emulator's process id to its
standard output, and closes that when the emulator ends by itself. Another command stops it through a pipe in the
folder: a process id could be another process's by now.
"""

import contextlib
import os
import select
import signal
from pathlib import Path

from emulator.process.ministack import run_ministack
from emulator.process.process_tree import adopt_orphans, end_children
from emulator.process.state_file import parse_removal_order, withdraw
from emulator.process.workdir import LOG, SCRATCH, STOP, claim, clear

STDIN, STDOUT, STDERR = 0, 1, 2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPED = b"stopped\n"
"""The last output of a supervisor that another command has stopped."""


def supervise(folder: Path) -> None:
    """Run the emulator in this folder until the command has ended or a signal comes, then remove all of it."""
    wakeups = _wake_at_signals()
    claim(folder)  # held until this process and the emulator are dead
    try:
        (folder / SCRATCH).mkdir()
        stop = _stop_pipe(folder)
        log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        reading, writing = os.pipe()
        emulator = os.fork()  # before ministack is imported, so that there is one start of an interpreter
    except OSError:
        clear(folder)
        raise
    if emulator == 0:
        _default_signals()
        os.close(writing)
        run_ministack(folder, supervisor=reading, log=log)
    else:
        os.close(reading)  # this process alone has the other end, which closes when it dies
        os.dup2(log, STDERR)
        Supervisor(folder, emulator).run(wakeups, stop)


class Supervisor:
    """The wait for an end of the emulator, and the removal of what it leaves."""

    def __init__(self, folder: Path, emulator: int) -> None:
        self._folder = folder
        self._emulator: int | None = emulator
        self._files: list[tuple[Path, str]] = []
        self._unread = b""

    def run(self, wakeups: int, stop: int) -> None:
        """Wait for an end, then remove everything; if one thing cannot be removed, the others are."""
        with contextlib.ExitStack() as ends:
            ends.callback(clear, self._folder)
            ends.callback(self._end_emulator)
            ends.callback(self._withdraw_files)
            adopt_orphans()
            _write(b"%d\n" % (self._emulator or 0))
            self._wait(wakeups, stop)

    def _end_emulator(self) -> None:
        end_children(self._emulator)

    def _withdraw_files(self) -> None:
        for path, content in self._files:
            withdraw(path, content)

    def _wait(self, wakeups: int, stop: int) -> None:
        events = select.poll()
        for descriptor in (STDIN, wakeups, stop):
            events.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in events.poll():
                if descriptor == wakeups:
                    if set(os.read(wakeups, 512)) & set(ENDINGS):
                        return
                    self._reap()
                elif descriptor == stop:
                    _write(STOPPED)
                    return
                elif not self._read_orders():
                    return

    def _read_orders(self) -> bool:
        """Read the command's orders; return False when it has ended."""
        received = os.read(STDIN, 65536)
        *lines, self._unread = (self._unread + received).split(b"\n")
        self._files += map(parse_removal_order, lines)
        return bool(received)

    def _reap(self) -> None:
        while self._emulator is not None:
            ended, _ = os.waitpid(-1, os.WNOHANG)
            if ended == self._emulator:
                self._emulator = None
                end_children(None)
                os.dup2(STDERR, STDOUT)  # the command sees the end of the pipe
            elif ended == 0:
                return


def _write(line: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):  # then the input has ended as well
        os.write(STDOUT, line)


def _stop_pipe(folder: Path) -> int:
    """Make the pipe through which another command stops this one; both ends are open here, so that it never ends."""
    os.mkfifo(folder / STOP, 0o600)
    return os.open(folder / STOP, os.O_RDWR | os.O_NONBLOCK)


def _wake_at_signals() -> int:
    """Return a descriptor that gets a byte, the signal's number, at every signal."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in (*ENDINGS, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return reading


def _default_signals() -> None:
    os.close(signal.set_wakeup_fd(-1))
    for number in (*ENDINGS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
