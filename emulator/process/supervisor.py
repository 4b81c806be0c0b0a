"""The parent of the embedded AWS, which outlives the command that started it by as long as it takes to leave nothing.

The command holds the writing end of the supervisor's standard input and says there, a line of JSON each, which files
stand for it. When the command ends, however it ends, that input does. The supervisor says the emulator's process id on
its standard output, and closes that when the emulator ends by itself. Another command has it stopped through a pipe in
the folder, which needs no process id that could be another's by now.
"""

import contextlib
import json
import os
import select
import signal
from pathlib import Path

from emulator.process.ministack import run_ministack
from emulator.process.process_tree import adopt_orphans, end_children
from emulator.process.state_file import withdraw
from emulator.process.workdir import LOG, SCRATCH, STOP, claim, clear

STDIN, STDOUT, STDERR = 0, 1, 2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPED = b"stopped\n"
"""The supervisor's last words when another command has stopped it."""


def supervise(folder: Path) -> None:
    """Run the emulator in this folder until the command is gone or a signal comes, then remove all there is of it."""
    wakeups = _wake_at_signals()
    claim(folder)  # held until this process and the emulator are dead
    try:
        (folder / SCRATCH).mkdir()
        stop = _stop_pipe(folder)
        log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        leash, held = os.pipe()
        emulator = os.fork()  # before ministack is imported, so that there is one start of an interpreter
    except OSError:
        clear(folder)
        raise
    if emulator == 0:
        _default_signals()
        os.close(held)
        run_ministack(folder, leash=leash, log=log)
    else:
        os.close(leash)  # the other end, held by this process alone, closes when it dies
        os.dup2(log, STDERR)
        Supervisor(folder, emulator).run(wakeups, stop)


class Supervisor:
    """Waits beside an emulator, and cleans up after it."""

    def __init__(self, folder: Path, emulator: int) -> None:
        self._folder = folder
        self._emulator: int | None = emulator
        self._files: list[tuple[Path, str]] = []
        self._unread = b""

    def run(self, wakeups: int, stop: int) -> None:
        """Return when nothing is left; one thing that cannot be removed spares no other."""
        with contextlib.ExitStack() as ends:
            ends.callback(clear, self._folder)
            ends.callback(self._end_emulator)
            ends.callback(self._withdraw_files)
            adopt_orphans()
            _say(b"%d\n" % (self._emulator or 0))
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
                    _say(STOPPED)
                    return
                elif not self._listen():
                    return

    def _listen(self) -> bool:
        """Take what the command says; False when it is gone."""
        received = os.read(STDIN, 65536)
        *lines, self._unread = (self._unread + received).split(b"\n")
        for line in lines:
            order = json.loads(line)
            self._files.append((Path(order["path"]), order["content"]))
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


def order(path: Path, content: str) -> bytes:
    """Return what a command says to have this state file withdrawn at its end."""
    return json.dumps({"path": str(path), "content": content}).encode() + b"\n"


def _say(line: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):  # then the input has ended as well
        os.write(STDOUT, line)


def _stop_pipe(folder: Path) -> int:
    """Make the pipe through which another command stops this one; open for both ends, so that it never ends."""
    os.mkfifo(folder / STOP, 0o600)
    return os.open(folder / STOP, os.O_RDWR | os.O_NONBLOCK)


def _wake_at_signals() -> int:
    """Have a byte, the signal's number, written to the descriptor that is returned."""
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
