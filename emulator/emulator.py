"""The embedded AWS: started, watched and stopped."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from emulator.errors import EmulatorDiedError, LeftoverError, PortTakenError, StoppedError
from emulator.process.health import IDENTITY, emulator_answers
from emulator.process.supervisor_process import SupervisorProcess, last_nonempty_line
from emulator.process.workdir import LOG, SCRATCH, new_name, reclaim, sweep
from emulator.sandbox import HOST, free_port, port_problem, sandbox_environment

PROJECT = Path(__file__).parents[1]
"""The project's root; `components.compute.code` has its own, as importing that takes seconds (pulumi_aws)."""
INTERPRETER = PROJECT / ".emulator" / "bin" / "python"


class Emulator:
    """One ministack process, with a session, an environment and a temporary folder of its own."""

    def __init__(
        self,
        *,
        port: int | None = None,
        interpreter: Path = INTERPRETER,
        start_seconds: float = 30,
        extra_environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare it; nothing runs until `start`. Without a port, it takes a free one.

        Functions see the extra environment too.
        """
        self.interpreter = interpreter
        self._port = port
        self._start_seconds = start_seconds
        self._extra_environment = dict(extra_environment or {})
        self._supervisor: SupervisorProcess | None = None
        self._folder: Path | None = None
        self._pid: int | None = None

    def start(self) -> Self:
        """Return once it answers; raise PortTakenError or EmulatorDiedError, leaving nothing behind.

        Also remove the folders of earlier runs whose processes were all killed.
        """
        if self._port is None:
            self._port = free_port()
        elif problem := port_problem(self._port):
            raise PortTakenError(f"port {self._port} {problem}; choose another, or none for a free one")
        temporary = _temporary_folder()
        self._folder = folder = temporary / new_name()
        try:
            environment = {
                **sandbox_environment(self._port, folder / SCRATCH),
                IDENTITY: folder.name,
                **self._extra_environment,
            }
            self._supervisor = SupervisorProcess(self.interpreter, folder, environment)
            self._pid = self._supervisor.read_emulator_pid()
            self._await_health()
            sweep(temporary)  # late, as killed processes hold their locks until they are gone
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the process and its workers at once, and remove its folder; harmless if that is done.

        Raises:
            LeftoverError: something could not be removed.
        """
        if self._supervisor is not None:
            self._supervisor.stop()
        folder, self._supervisor, self._folder, self._pid = self._folder, None, None, None
        if folder is not None:
            try:
                reclaim(folder)  # the supervisor removed it, unless it was killed
            except OSError as error:
                raise LeftoverError(f"{folder} could not be removed: {error}") from error

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        if self._pid is None:
            raise EmulatorDiedError("the embedded AWS is not running")
        return self._pid

    @property
    def workdir(self) -> Path:
        """Return its temporary folder, which is locked while any of its processes lives."""
        if self._folder is None:
            raise EmulatorDiedError("the embedded AWS is not running")
        return self._folder

    def alive(self, *, watched: float = 0) -> bool:
        """Return whether it lives, after watching it for so many seconds; return at once when it ends."""
        return self._supervisor is not None and self._supervisor.alive(watched=watched)

    def require_alive(self) -> None:
        """Raise EmulatorDiedError, with the last line of its log, unless the process runs.

        Raises:
            StoppedError: another command had it stopped.
        """
        if not self.alive():
            self._require_unstopped()
            raise EmulatorDiedError(f"the embedded AWS has ended: {self._last_log_line()}")

    def remove_at_end(self, path: Path, content: str) -> None:
        """Have a state file removed with the emulator if it has this content then, even if this process is killed."""
        if self._supervisor is None:
            raise EmulatorDiedError("the embedded AWS is not running")
        self._supervisor.remove_at_end(path, content)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _await_health(self) -> None:
        deadline = time.monotonic() + self._start_seconds
        while time.monotonic() < deadline:
            if not self.alive(watched=0.01):
                self._require_unstopped()
                if problem := port_problem(self._port or 0):  # taken since
                    raise PortTakenError(f"port {self._port} {problem}; choose another, or none for a free one")
                raise EmulatorDiedError(f"the embedded AWS did not start: {self._last_log_line()}")
            if emulator_answers(self.endpoint, self.workdir.name, seconds=1):
                return
        raise EmulatorDiedError(
            f"the embedded AWS did not answer within {self._start_seconds:g} s: {self._last_log_line()}"
        )

    def _require_unstopped(self) -> None:
        if self._supervisor is not None and self._supervisor.stopped_by_command():
            raise StoppedError("stopped by `fraudctl local down`")

    def _last_log_line(self) -> str:
        log = self._folder / LOG if self._folder else None
        return last_nonempty_line(log.read_text(errors="replace") if log and log.exists() else "")


def _temporary_folder() -> Path:
    try:
        return Path(tempfile.gettempdir()).absolute()
    except OSError as error:
        raise EmulatorDiedError(f"the embedded AWS needs a temporary folder: {error.strerror}") from error
