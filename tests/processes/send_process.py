"""`fraudctl send -` as a process of its own, fed by a test."""

import fcntl
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.fraudctl.client.fake_api import FakeApi

TIMEOUT = 60
"""Seconds; what is waited for takes about one, on a machine that does nothing else."""

COMMAND = """
import sys
from fraudctl import entry
from fraudctl.stacks.target import Target
where = {"api_endpoint": sys.argv.pop(1)}
Target.find = lambda _: Target(stack="dev", region="eu-west-1", exports=where, emulator="http://127.0.0.1")
sys.argv[0] = "fraudctl"
entry.main()
"""


@contextmanager
def run_send(server: FakeApi, *options: str, **files: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """Run `fraudctl send -` for as long as the block runs."""
    command = [sys.executable, "-c", COMMAND, server.url, "send", "-", *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=files.get("stdout", subprocess.PIPE), stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def feed(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert process.stdin
    process.stdin.write(data)
    process.stdin.flush()


def finish(process: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    """Return the exit code, standard output and standard error of a command whose feed stays open."""
    assert process.stderr
    code = process.wait(TIMEOUT)
    out = process.stdout.read().decode() if process.stdout else ""
    return code, out, process.stderr.read().decode()


def has_read_all(process: "subprocess.Popen[bytes]") -> bool:
    """Return whether the command has read all that it was given."""
    assert process.stdin
    return fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, b"\0" * 4) == b"\0" * 4
