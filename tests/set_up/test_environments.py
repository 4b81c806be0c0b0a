"""The environments are of the Python that was found, in this folder, with what the locks pin."""

import shutil
from pathlib import Path

import pytest

from tests.set_up.machine import PROJECT, SetUpMachine


def test_what_is_set_up_is_left_alone(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    assert machine.sets_up() == ["made .venv", "made .emulator"]
    assert machine.sets_up() == []
    assert machine.notes.read_text() == ""


def test_environments_of_another_python_are_made_anew(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    machine.sets_up()
    machine.has_python("python3", "3.13")
    assert machine.sets_up() == ["made .venv", "made .emulator"]


def test_an_environment_that_works_needs_no_other_python(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    machine.sets_up()
    made_of = machine.path / "python3"
    made_of.rename(machine.project / "python3.11")
    machine.has_python("python3", "3.9")
    python = machine.project / ".venv" / "bin" / "python"
    python.write_text(python.read_text().replace(str(made_of), str(machine.project / "python3.11")))
    assert machine.sets_up() == []


@pytest.mark.parametrize("environment", [".venv", ".emulator"])
def test_an_environment_whose_python_is_gone_is_made_anew(machine: SetUpMachine, environment: str) -> None:
    machine.has_python("python3", "3.11")
    machine.sets_up()
    python = machine.project / environment / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert machine.sets_up() == [f"made {environment}"]
    assert not python.is_symlink()


def test_an_environment_that_somebody_else_made_is_made_anew(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    (machine.project / ".venv" / "bin").mkdir(parents=True)
    assert machine.sets_up() == ["made .venv", "made .emulator"]


def test_a_copied_project_gets_environments_of_its_own(machine: SetUpMachine, tmp_path: Path) -> None:
    machine.has_python("python3", "3.11")
    machine.sets_up()
    copy = SetUpMachine(tmp_path / "copy", machine.path, machine.notes)
    shutil.copytree(machine.project, copy.project)
    assert copy.sets_up() == ["made .venv", "made .emulator"]


def test_another_lock_is_installed_into_the_same_environment(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    machine.sets_up()
    with (machine.project / "requirements" / "project.lock").open("a") as lock:
        lock.write("\n")
    assert machine.sets_up() == []
    assert "installed pip sync --quiet --python .venv/bin/python" in machine.notes.read_text()
    assert ".emulator" not in machine.notes.read_text()


def test_a_set_up_that_was_cut_short_is_taken_up_again(machine: SetUpMachine) -> None:
    machine.has_python("python3", "3.11")
    assert machine.runs("sh", "scripts/set-up.sh", ".venv", PIP_ENDS_WITH="1").returncode
    machine.sets_up()
    assert "installed the installer" in machine.notes.read_text()


def test_make_alone_lists_every_target(machine: SetUpMachine) -> None:
    listed = machine.runs("make").stdout
    targets = {line.split()[1] for line in listed.splitlines()}
    makefile = (PROJECT / "Makefile").read_text()
    (phony,) = [line.split(":")[1].split() for line in makefile.splitlines() if line.startswith(".PHONY:")]
    assert targets == set(phony)
