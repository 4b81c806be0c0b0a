"""The supervisor's process, as the command that starts it uses it."""

import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from emulator.errors import EmulatorDiedError
from emulator.process.state_file import removal_order
from emulator.process.supervisor import STOPPED


class SupervisorProcess:
    """A supervisor and the emulator that it runs in a folder; both end with `stop`, or with this process."""

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
        self._last_output = b""
        self._orders = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)

    def read_emulator_pid(self) -> int:
        """Return the emulator's process id, the first line of the output.

        Raises:
            EmulatorDiedError: the supervisor ended; says why.
        """
        output = self._output.readline()
        if not output.strip().isdigit():
            output += self._output.read()
            raise EmulatorDiedError(
                f"the embedded AWS did not start: {last_nonempty_line(output.decode(errors='replace'))}"
            )
        return int(output)

    def alive(self, *, watched: float = 0) -> bool:
        """Return whether both live, after waiting so many seconds for an end: the output says nothing before that."""
        if self._output.closed:
            return False
        more = select.poll()
        more.register(self._output, select.POLLIN)
        return not more.poll(watched * 1000)

    def stopped_by_command(self) -> bool:
        """Return, once they have ended, whether another command stopped them; wait until that is done."""
        if not self._output.closed:
            self._last_output += self._output.read()
        return STOPPED in self._last_output

    def remove_at_end(self, path: Path, content: str) -> None:
        """Order the supervisor to remove the file at the end, if it has this content then."""
        unsent = removal_order(path.absolute(), content)
        try:
            while unsent:
                unsent = unsent[self._orders.write(unsent) :]  # a signal may cut a write short
        except (BrokenPipeError, ValueError) as error:
            raise EmulatorDiedError("the embedded AWS has ended") from error

    def stop(self) -> None:
        """End and remove everything, and wait for it; harmless when it is done."""
        try:
            self._orders.close()
            self._process.wait()
        finally:
            self._process.wait()  # an interruption does not cut the wait short
            self._output.close()


def last_nonempty_line(text: str) -> str:
    """Return the last line that is not empty."""
    return next((line.strip() for line in reversed(text.split("\n")) if line.strip()), "it said nothing")
