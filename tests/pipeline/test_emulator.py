"""The embedded AWS starts, serves and ends without leaving anything behind."""

import io
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.clients import Clients
from emulator.emulator import INTERPRETER, Emulator
from emulator.errors import EmulatorDiedError, PortTakenError
from emulator.sandbox import is_free
from tests.pipeline.waiting import becomes_true

PARENT = """
import sys, time
from emulator.emulator import Emulator
running = Emulator().start()
print(running.endpoint, flush=True)
time.sleep(60)
"""


ON_LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
BREAKAWAY = """
import pathlib, subprocess
def handler(event, context):
    print("starting")
    started = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    pathlib.Path("{}/started").write_text(str(started.pid))
"""
BUSY = """
import os, pathlib, time
def handler(event, context):
    file = pathlib.Path("{}/starting")
    file.write_text(str(os.getpid()))
    file.rename(file.with_name("started"))
    time.sleep(1000)
"""


def invoke_source(running: Emulator, source: str) -> None:
    """Invoke a function of this source on the emulator, and wait for its answer."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("index.py", source)
    clients = Clients(running.endpoint, "us-east-1")
    role = clients.iam.create_role(RoleName="any", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    clients.lambda_.create_function(
        FunctionName="any",
        Runtime="python3.13",
        Role=role,
        Handler="index.handler",
        Timeout=900,
        Code={"ZipFile": archive.getvalue()},
    )
    clients.lambda_.get_waiter("function_active_v2").wait(FunctionName="any")
    answer = clients.lambda_.invoke(FunctionName="any")
    assert "FunctionError" not in answer, answer["Payload"].read()
    clients.close()


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder that has to be as empty after the test as it was before."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


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
    assert becomes_true(lambda: not running.alive())
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
    assert becomes_true(lambda: is_free(port))
    assert becomes_true(lambda: not list(temporary.iterdir()))


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def is_dead(process: int) -> bool:
    """Whether it is gone, or waits for its parent to take note."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@ON_LINUX
def test_a_killed_supervisor_is_noticed_and_cleaned_up() -> None:
    running = Emulator().start()
    pid = running.pid
    os.kill(parent_of(pid), signal.SIGKILL)
    assert becomes_true(lambda: not running.alive())
    running.stop()
    assert becomes_true(lambda: group_is_gone(pid))  # once init has taken note


@ON_LINUX
def test_a_signal_to_the_supervisor_alone_ends_all() -> None:
    running = Emulator().start()
    pid, port = running.pid, int(running.endpoint.rpartition(":")[2])
    os.kill(parent_of(pid), signal.SIGTERM)
    assert becomes_true(lambda: not running.alive() and is_free(port))
    running.stop()
    assert group_is_gone(pid)


@ON_LINUX  # which alone can tell whose descendants they are
def test_what_a_function_starts_ends_with_the_emulator(tmp_path: Path) -> None:
    with Emulator() as running:
        invoke_source(running, BREAKAWAY.format(tmp_path))
        started = int((tmp_path / "started").read_text())
        os.kill(started, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(started, 0)


@ON_LINUX
def test_a_function_that_works_on_after_all_others_were_killed_is_ended_by_the_next_start(
    tmp_path: Path, temporary: Path
) -> None:
    program = (
        PARENT
        + f"""
import threading
from tests.pipeline.test_emulator import invoke
print(running.pid, flush=True)
invoke(running, {BUSY.format(tmp_path)!r})
"""
    )
    with subprocess.Popen(
        [sys.executable, "-c", program.replace("time.sleep(60)", "")], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        emulator = int(parent.stdout.readline())
        assert becomes_true((tmp_path / "started").exists)
        everyone = (parent.pid, parent_of(emulator), emulator)
        for blow in (signal.SIGSTOP, signal.SIGKILL):
            for process in everyone:
                os.kill(process, blow)
    working = int((tmp_path / "started").read_text())
    assert not is_dead(working)
    assert len(list(temporary.iterdir())) == 1

    with Emulator():
        assert len(list(temporary.iterdir())) == 1
        assert is_dead(working)


def test_its_interpreter_is_an_environment_of_its_own() -> None:
    assert INTERPRETER.parents[1].name == ".emulator"
    assert Path(sys.executable) != INTERPRETER
