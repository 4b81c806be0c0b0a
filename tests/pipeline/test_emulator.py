"""The embedded AWS starts, serves and ends without leaving anything behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fraudctl.local.confinement import is_free
from fraudctl.local.emulator import INTERPRETER, Emulator
from fraudctl.local.errors import EmulatorDiedError, PortTakenError

PARENT = """
import sys, time
from fraudctl.local.emulator import Emulator
running = Emulator().start()
print(running.endpoint, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder that has to be as empty after the test as it was before."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def group_is_gone(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # what macOS says of a group of zombies
        return True
    return False


def test_it_answers_when_started_and_is_gone_when_stopped() -> None:
    with Emulator() as running:
        pid = running.pid
        assert running.alive()
        assert os.getsid(pid) == pid
    assert not running.alive()
    assert group_is_gone(pid)


def test_stopping_twice_is_harmless() -> None:
    running = Emulator().start()
    running.stop()
    running.stop()


def test_a_port_that_is_taken_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} is taken"):
            Emulator(port=port).start()


def test_a_given_port_is_used_and_free_again_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for _ in range(2):
        with Emulator(port=port) as running:
            assert running.endpoint == f"http://127.0.0.1:{port}"


def test_a_missing_environment_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(EmulatorDiedError, match="make setup"):
        Emulator(interpreter=tmp_path / "python").start()


def test_an_emulator_that_cannot_start_shows_the_last_line_it_wrote() -> None:
    with pytest.raises(EmulatorDiedError, match=r"did not start: .*ministack"):
        Emulator(interpreter=Path(sys.executable)).start()  # this project's own environment has no ministack


def test_a_killed_emulator_is_noticed_and_cleaned_up() -> None:
    running = Emulator().start()
    pid = running.pid
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not running.alive())
    with pytest.raises(EmulatorDiedError, match="has ended"):
        running.require_alive()
    running.stop()
    assert group_is_gone(pid)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_it_never_outlives_the_process_that_started_it(ending: signal.Signals, temporary: Path) -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline().rpartition(":")[2])
        assert not is_free(port)
        parent.send_signal(ending)
    assert eventually(lambda: is_free(port))
    assert eventually(lambda: not list(temporary.iterdir()))


def test_its_interpreter_is_an_environment_of_its_own() -> None:
    assert INTERPRETER.parents[1].name == ".emulator"
    assert Path(sys.executable) != INTERPRETER
