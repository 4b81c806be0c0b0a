"""The embedded AWS starts, serves and ends without leaving anything behind."""

import os
import socket
import sys
from pathlib import Path

import pytest

from emulator.emulator import INTERPRETER, Emulator
from emulator.errors import EmulatorDiedError, PortTakenError
from tests.pipeline.emulator_processes import group_is_gone

pytestmark = pytest.mark.usefixtures("temporary")


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


def test_its_interpreter_is_an_environment_of_its_own() -> None:
    assert INTERPRETER.parents[1].name == ".emulator"
    assert Path(sys.executable) != INTERPRETER
