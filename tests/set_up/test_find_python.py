"""A Python that will do is found wherever it is on the PATH, and one line says that there is none."""

import os
import shutil
from pathlib import Path

import pytest

from tests.set_up.machine import BROKEN, SetUpMachine


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.9", "3.10"])
def test_a_python_that_is_too_old_is_named_in_one_line(machine: SetUpMachine, version: str) -> None:
    machine.has_python("python3", version)

    done = machine.runs("sh", "scripts/set-up.sh", ".venv")

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("no Python 3.11 or later was found")
    assert f"Python {version} is too old" in line


@pytest.mark.parametrize("target", ["demo", "test", "unit", "check", "setup"])
def test_every_target_that_needs_a_python_says_so(machine: SetUpMachine, target: str) -> None:
    machine.has_python("python3", "3.9")

    done = machine.runs("make", target)

    assert done.returncode
    assert done.stdout == ""
    assert "no Python 3.11 or later was found" in done.stderr
    assert not (machine.project / ".venv").exists()


def test_no_python_at_all_is_said(machine: SetUpMachine) -> None:
    done = machine.runs("sh", "scripts/find-python.sh")
    assert (done.returncode, done.stdout) == (1, "")
    assert "none at all" in done.stderr


@pytest.mark.parametrize("old", ["2.7", "3.10", None])
@pytest.mark.parametrize("name", ["python3.13", "python3.12", "python3.11", "python"])
def test_a_newer_one_is_looked_for(machine: SetUpMachine, old: str | None, name: str) -> None:
    if old:
        machine.has_python("python3", old)
    machine.has_python(name, "3.12")
    assert machine.runs("sh", "scripts/find-python.sh").stdout == f"{machine.path / name}\n"


def test_the_callers_own_python_is_taken_if_it_will_do(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    machine.has_python("python3.13", "3.13")
    assert machine.runs("sh", "scripts/find-python.sh").stdout == f"{machine.path / 'python3'}\n"


def test_a_command_that_does_not_run_hides_none_that_does(machine: SetUpMachine, tmp_path: Path) -> None:
    for name in ("python3", "python3.13", "python3.11"):
        machine.has(name, BROKEN)
    later = SetUpMachine(machine.project, tmp_path / "later", machine.notes)
    later.path.mkdir()
    later.has_python("python3.11", "3.11")

    found = machine.runs("sh", "scripts/find-python.sh", PATH=f"{machine.path}:{later.path}")

    assert found.stdout == f"{later.path / 'python3.11'}\n"


def test_the_python_that_is_named_is_taken_and_no_other(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.12")
    machine.has_python("python3.11", "3.11")
    assert machine.runs("sh", "scripts/find-python.sh", PYTHON="python3.11").stdout.endswith("/python3.11\n")
    assert "nowhere: does not run" in machine.runs("sh", "scripts/find-python.sh", PYTHON="nowhere").stderr


def test_the_pythons_of_this_machine_are_judged_as_the_stand_ins_are(machine: SetUpMachine) -> None:
    real = shutil.which("python3", path=os.defpath) or shutil.which("python3")
    found = machine.runs("sh", "scripts/find-python.sh", PYTHON=str(real))
    assert found.stdout.startswith("/") or " is too old" in found.stderr or " has no venv" in found.stderr
