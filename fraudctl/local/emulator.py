"""Starts, watches and stops the embedded AWS."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from fraudctl.local.confinement import HOST, environment, free_port, is_free
from fraudctl.local.errors import EmulatorDiedError, PortTakenError

PROJECT = Path(__file__).parents[2]
INTERPRETER = PROJECT / ".emulator" / "bin" / "python"


class Emulator:
    """One ministack process in a session, an environment and a temporary folder of its own."""

    def __init__(
        self,
        *,
        port: int | None = None,
        interpreter: Path = INTERPRETER,
        start_seconds: float = 30,
        stop_seconds: float = 5,
        extra_environment: Mapping[str, str] | None = None,
    ) -> None:
        """Nothing runs until `start`; without a port, a free one is taken; functions see the extra environment too."""
        self.interpreter = interpreter
        self._port = port
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._extra_environment = dict(extra_environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    def start(self) -> Self:
        """Return once it answers; raise PortTakenError or EmulatorDiedError, leaving nothing behind."""
        if self._port is None:
            self._port = free_port()
        elif not is_free(self._port):
            raise PortTakenError(f"port {self._port} is taken; choose another, or none for a free one")
        self._folder = Path(tempfile.mkdtemp(prefix="fraudctl-"))
        try:
            self._process = self._spawn(self._folder, self._port)
            self._await_health(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the process, its workers and its folder; harmless when it is already gone."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()  # it lets invocations in flight finish
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._stop_seconds)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # workers outlive an emulator that was killed
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise EmulatorDiedError("the embedded AWS is not running")
        return self._process.pid

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def require_alive(self) -> None:
        """Raise EmulatorDiedError, with the last line it wrote, unless the process runs."""
        if not self.alive():
            raise EmulatorDiedError(f"the embedded AWS has ended: {self._last_line()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, folder: Path, port: int) -> subprocess.Popen[bytes]:
        temporary = folder / "tmp"
        temporary.mkdir()
        tether = Path(__file__).with_name("tether.py")
        try:
            with (folder / "emulator.log").open("wb") as log:
                return subprocess.Popen(  # noqa: S603 - our own interpreter and script
                    [self.interpreter, "-I", tether, folder],
                    env={**environment(port, temporary), **self._extra_environment},
                    cwd=temporary,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            raise EmulatorDiedError(
                f"cannot run {self.interpreter}: {error.strerror}; `make setup` makes it"
            ) from error

    def _await_health(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self._start_seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EmulatorDiedError(f"the embedded AWS did not start: {self._last_line()}")
            if self._healthy():
                return
            time.sleep(0.01)
        raise EmulatorDiedError(
            f"the embedded AWS did not answer within {self._start_seconds:g} s: {self._last_line()}"
        )

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=1)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _last_line(self) -> str:
        log = self._folder / "emulator.log" if self._folder else None
        lines = log.read_text(errors="replace").split("\n") if log and log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
