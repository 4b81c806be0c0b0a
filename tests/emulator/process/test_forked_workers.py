"""A function's process that is forked is as one that was started: nothing of the emulator or of another is in it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emulator.process.forked_workers import Forge, patch_workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are handles on Linux only")
SECONDS = 60
"""On a busy machine."""


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    """Yield what forks."""
    running = Forge()
    yield running
    running.stop()


def saying(forge: Forge, folder: Path, expression: str, environment: Mapping[str, str] | None = None) -> Any:
    """Return what a forked script makes of an expression."""
    script = folder / "script.py"
    script.write_text(f"import json, os, random, sys\nprint(json.dumps({expression}))\n")
    worker = forge.start(str(script), cwd=str(folder), environment=environment or {})
    said, failed = worker.stdout.read(), worker.stderr.read()
    assert worker.wait(SECONDS) == worker.poll() == 0
    for each in (worker.stdin, worker.stdout, worker.stderr):
        each.close()
    assert failed == ""
    return json.loads(said)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("dict(os.environ)", {"ENVIRONMENT": "dev", "SIGN": "€"}),
        ("sys.argv", ["{folder}/script.py"]),
        ("[os.getcwd(), sys.path[0], __name__, __file__]", ["{folder}", "{folder}", "__main__", "{folder}/script.py"]),
        ("[each for each in sys.modules if each.partition('.')[0] in ('emulator', 'handlers', 'ministack')]", []),
        ("[sys.stdin.fileno(), sys.stdout.fileno(), sys.stderr.fileno()]", [0, 1, 2]),
        ("'botocore.session' in sys.modules", True),
    ],
)
def test_it_has_what_a_started_one_would_have(forge: Forge, tmp_path: Path, expression: str, expected: Any) -> None:
    said = saying(forge, tmp_path, expression, {"ENVIRONMENT": "dev", "SIGN": "€"})
    assert said == json.loads(json.dumps(expected).replace("{folder}", str(tmp_path)))


def test_it_finds_nothing_of_this_project(forge: Forge, tmp_path: Path) -> None:
    found = "[str(each) for each in sys.path if os.path.exists(os.path.join(each, 'emulator'))]"
    assert saying(forge, tmp_path, found) == []


def test_two_draw_other_numbers(forge: Forge, tmp_path: Path) -> None:
    drawn = [saying(forge, tmp_path, "random.random()") for _ in range(2)]
    assert drawn[0] != drawn[1]


def test_what_it_raises_stands_in_its_standard_error(forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("raise RuntimeError('of the function')\n")
    worker = forge.start(str(tmp_path / "script.py"), cwd=str(tmp_path), environment={})
    assert worker.stderr.read().endswith("RuntimeError: of the function\n")
    assert worker.wait(SECONDS) == 0
    for each in (worker.stdin, worker.stdout, worker.stderr):
        each.close()


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_it_runs_until_it_is_ended_and_one_more_end_is_harmless(forge: Forge, tmp_path: Path, end: str) -> None:
    (tmp_path / "script.py").write_text("import sys\nprint('up', flush=True)\nsys.stdin.read()\n")
    worker = forge.start(str(tmp_path / "script.py"), cwd=str(tmp_path), environment={})
    assert worker.stdout.readline() == "up\n"
    assert worker.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0)
    getattr(worker, end)()
    worker.wait(SECONDS)
    getattr(worker, end)()
    assert worker.poll() == 0
    for each in (worker.stdin, worker.stdout, worker.stderr):
        each.close()


def test_it_ends_when_nobody_can_write_to_it_any_more(forge: Forge, tmp_path: Path) -> None:
    """Each has its own end of its pipes alone: else one would hold another's open."""
    (tmp_path / "script.py").write_text("import sys\nsys.stdin.read()\n")
    first, second = (forge.start(str(tmp_path / "script.py"), cwd=str(tmp_path), environment={}) for _ in range(2))
    for worker in (first, second):
        worker.stdin.close()
        assert worker.stdout.read() == ""
        assert worker.wait(SECONDS) == 0
        worker.stdout.close()
        worker.stderr.close()


@pytest.mark.parametrize("place", ["code/botocore", "layer/python/botocore", "layer/urllib3"])
def test_a_function_that_brings_its_own_sdk_is_started_with_that(tmp_path: Path, place: str) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "script.py").write_text(
        "import sys\nprint(sorted(each for each in sys.modules if each == 'botocore'))\n"
    )
    (tmp_path / place).mkdir(parents=True)
    runtime: Any = SimpleNamespace()
    patch_workers(runtime)
    worker = runtime.subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")],
        cwd=str(tmp_path / "code"),
        env={"_LAMBDA_LAYERS_DIRS": str(tmp_path / "layer")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.communicate(timeout=SECONDS) == ("[]\n", None)


def test_where_the_process_that_forks_was_killed_the_next_function_has_another(tmp_path: Path) -> None:
    forge = Forge()
    first = saying(forge, tmp_path, "os.getppid()")
    os.kill(first, signal.SIGKILL)
    assert saying(forge, tmp_path, "os.getppid()") != first
    forge.stop()


def test_where_nothing_can_fork_a_function_fails_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.process.forked_workers.FORGE", tmp_path / "not-there.py")
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(ChildProcessError, match="ends at once"):
        Forge().start(str(tmp_path / "script.py"), cwd=str(tmp_path), environment={})
    assert len(list(Path("/proc/self/fd").iterdir())) == before
