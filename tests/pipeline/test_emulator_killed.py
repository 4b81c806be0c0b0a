"""The embedded AWS ends, and leaves nothing, whichever of its processes is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.emulator import Emulator
from emulator.errors import EmulatorDiedError
from emulator.sandbox import is_free
from tests.pipeline.emulator_processes import (
    BREAKAWAY,
    BUSY,
    ON_LINUX,
    PARENT,
    group_is_gone,
    invoke_source,
    is_dead,
    parent_of,
)
from tests.pipeline.waiting import becomes_true

pytestmark = pytest.mark.usefixtures("temporary")


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


@ON_LINUX
def test_a_killed_supervisor_is_noticed_and_cleaned_up() -> None:
    running = Emulator().start()
    pid = running.pid
    os.kill(parent_of(pid), signal.SIGKILL)
    assert becomes_true(lambda: not running.alive())
    running.stop()
    assert becomes_true(lambda: group_is_gone(pid))  # once init has reaped it


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
from tests.pipeline.emulator_processes import invoke_source
print(running.pid, flush=True)
invoke_source(running, {BUSY.format(tmp_path)!r})
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
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in everyone:
                os.kill(process, number)
    working = int((tmp_path / "started").read_text())
    assert not is_dead(working)
    assert len(list(temporary.iterdir())) == 1

    with Emulator():
        assert len(list(temporary.iterdir())) == 1
        assert is_dead(working)
