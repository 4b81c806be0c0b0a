"""The emulator's supervisor, as the command sees it: a process to start, to hear, to instruct and to dismiss."""

import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from emulator.errors import EmulatorDiedError
from emulator.process.supervisor import STOPPED, order


class SupervisorProcess:
    """A supervisor and the emulator that it runs in a folder; both are gone after `dismiss`, or with this process."""

    def __init__(self, interpreter: Path, folder: Path, environment: Mapping[str, str]) -> None:
        """Start the supervisor, which makes the folder."""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
                [interpreter, "-I", Path(__file__).with_name("__main__.py"), folder],
                env=environment,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise EmulatorDiedError(f"cannot run {interpreter}: {error.strerror}; `make setup` makes it") from error
        self._last_words = b""
        self._orders = cast("IO[bytes]", self._process.stdin)
        self._said = cast("IO[bytes]", self._process.stdout)

    def emulator(self) -> int:
        """Wait for the emulator's process id, the first that is said.

        Raises:
            EmulatorDiedError: the supervisor ended and said why.
        """
        said = self._said.readline()
        if not said.strip().isdigit():
            said += self._said.read()
            raise EmulatorDiedError(
                f"the embedded AWS did not start: {last_nonempty_line(said.decode(errors='replace'))}"
            )
        return int(said)

    def alive(self, *, watched: float = 0) -> bool:
        """Tell whether both live: nothing more is said until one ends, which is waited for so many seconds."""
        if self._said.closed:
            return False
        more = select.poll()
        more.register(self._said, select.POLLIN)
        return not more.poll(watched * 1000)

    def stopped(self) -> bool:
        """Tell, once they do not live, whether another command had them stopped; waits until that is done."""
        if not self._said.closed:
            self._last_words += self._said.read()
        return STOPPED in self._last_words

    def withdraw_at_end(self, path: Path, content: str) -> None:
        """Have the file removed at the end, if it has this content then."""
        unsent = order(path.absolute(), content)
        try:
            while unsent:
                unsent = unsent[self._orders.write(unsent) :]  # a signal may cut a write short
        except (BrokenPipeError, ValueError) as error:
            raise EmulatorDiedError("the embedded AWS has ended") from error

    def dismiss(self) -> None:
        """Have everything ended and removed, and wait for it; harmless when it is done."""
        try:
            self._orders.close()
            self._process.wait()
        finally:
            self._process.wait()  # an interruption does not cut the wait short
            self._said.close()


def last_nonempty_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.split("\n")) if line.strip()), "it said nothing")
