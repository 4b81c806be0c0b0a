"""Functions' processes, forked from one that has imported the SDK: a cold start takes half the time. On Linux only."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

FORGE = Path(__file__).with_name("forge.py")
SERVICES = ("dynamodb", "lambda", "sns", "sqs")
"""Services of which a function here is likely to make clients."""
SDK = ("botocore", "dateutil", "jmespath", "six", "urllib3")
"""The packages that a client is made of."""
ANSWER = 32


def patch_workers(runtime: ModuleType) -> None:
    """Make ministack's runtime, the module of its workers, fork Python functions where the system can."""
    if sys.platform != "linux":
        return
    forge = Forge()

    def started(arguments: Sequence[str], **options: Any) -> Any:
        if arguments[0] != sys.executable or _brings_its_own(options["env"], Path(options["cwd"])):
            return subprocess.Popen(arguments, **options)  # noqa: S603 -- as ministack would
        return forge.start(arguments[1], cwd=options["cwd"], environment=options["env"])

    module = ModuleType("subprocess")
    module.__dict__.update(vars(subprocess))
    module.Popen = started  # type: ignore[attr-defined]  # a module takes any name
    runtime.subprocess = module  # type: ignore[attr-defined]


def _brings_its_own(environment: Mapping[str, str], code: Path) -> bool:
    """Return whether an SDK lies with the function's code or in a layer, which comes before the one beside it."""
    layers = (Path(each) for each in environment.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if each)
    folders = [code, *(each / part for each in layers for part in ("", "python"))]
    return any((folder / package).exists() for folder in folders for package in SDK)


class Forge:
    """The process that others are forked from, started when the first is needed."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, script: str, *, cwd: str, environment: Mapping[str, str]) -> "ForkedWorker":
        """Return a process that runs the script.

        Raises:
            ChildProcessError: there is no process to fork from, by the second try either.
        """
        (its_input, to_it), (from_it, its_output), (its_errors, its_error) = os.pipe(), os.pipe(), os.pipe()
        pipes = os.fdopen(to_it, "w", 1), os.fdopen(from_it), os.fdopen(its_errors)
        request = json.dumps({"script": script, "cwd": cwd, "env": dict(environment)}).encode()
        its = [its_input, its_output, its_error]
        try:
            with self._one_at_a_time:
                forked = self._forked(request, its) or self._forked(request, its)
        finally:
            for each in its:
                os.close(each)
        if forked is None:
            for pipe in pipes:
                pipe.close()
            raise ChildProcessError("the process that functions are forked from ends at once")
        return ForkedWorker(*forked, *pipes)

    def _forked(self, request: bytes, descriptors: Sequence[int]) -> tuple[int, int] | None:
        """Return a child's number and a descriptor of it; None where the process that forks has ended."""
        requests = self._requests = self._requests or self._started()
        try:
            socket.send_fds(requests, [request], descriptors)
            number, handles, _, _ = socket.recv_fds(requests, ANSWER, 1)
        except ConnectionError:
            handles = []
        if handles:
            return int(number), handles[0]
        self.stop()
        return None

    def stop(self) -> None:
        """End the process that forks, until there is one to fork again; what it has forked goes on."""
        if self._requests and self._process:
            self._requests.close()
            self._process.wait()
        self._requests = self._process = None

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, str(FORGE), str(theirs.fileno()), *SERVICES]
            self._process = subprocess.Popen(  # noqa: S603 -- our own script
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        return ours


class ForkedWorker:
    """The part of `subprocess.Popen` that ministack uses, for a process that another one has forked."""

    def __init__(self, pid: int, handle: int, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self.pid = pid
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self._handle = handle
        self._ended = select.poll()
        self._ended.register(handle, select.POLLIN)

    def __del__(self) -> None:
        os.close(self._handle)

    def poll(self) -> int | None:
        """Return None while it runs; with what it ended is not known."""
        return 0 if self._ended.poll(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Return once it has ended.

        Raises:
            TimeoutExpired: it has not within so many seconds.
        """
        if not self._ended.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)
