"""Every line that a function wrote is in its log, however late ministack comes to read it."""

import io
import json
import os
import subprocess
import threading
from collections.abc import Iterator

import pytest

from emulator.emulator import INTERPRETER, PROJECT
from emulator.process.function_logs import CHUNK, FunctionLog

SECONDS = 60
"""On a busy machine."""


@pytest.fixture
def written() -> Iterator[tuple[io.FileIO, FunctionLog]]:
    """Yield the end of a pipe that a process writes to, and the log that is at its other."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe, io.FileIO(writing, "w") as end:
        yield end, FunctionLog(pipe)


@pytest.mark.parametrize("then", ["return 1", "raise ValueError", "time.sleep(60)"])
def test_an_invocation_has_its_lines_though_no_thread_read_them_beside_it(then: str) -> None:
    script = PROJECT / "tests" / "emulator" / "process" / "starved_worker.py"
    done = subprocess.run(
        [str(INTERPRETER), str(script), then],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert json.loads(done.stdout).splitlines()[:3] == ["line 0", "line 1", "line 2"]


def test_a_line_is_taken_once_and_only_when_it_is_finished(written: tuple[io.FileIO, FunctionLog]) -> None:
    end, log = written
    assert log.taken() == ""
    end.write("one\ntwo\nthr€".encode()[:-1])
    assert log.taken() == "one\ntwo"
    assert log.taken() == ""
    end.write("€".encode()[-1:] + b"\n\nfour\n")
    assert log.taken() == "thr€\n\nfour"


def test_what_a_process_had_not_finished_when_it_ended_is_taken_too(written: tuple[io.FileIO, FunctionLog]) -> None:
    end, log = written
    end.write(b"one\nMemoryErr")
    end.close()
    assert log.taken() == "one\nMemoryErr"
    assert log.taken() == ""


def test_a_process_can_write_more_than_its_pipe_holds_before_anybody_asks(
    written: tuple[io.FileIO, FunctionLog],
) -> None:
    end, log = written
    following = threading.Thread(target=log.follow, daemon=True)
    following.start()
    lines = [f"line {each}" for each in range(CHUNK)]
    with os.fdopen(os.dup(end.fileno()), "w") as file:
        file.write("\n".join(lines) + "\n")
    assert log.taken().splitlines() == lines
    end.close()
    following.join(SECONDS)
    assert not following.is_alive()
