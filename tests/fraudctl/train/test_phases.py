"""While a training works, a person sees which phase it is in, and how much of it is done."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.progress import Progress

from fraudctl.errors import CommandError
from fraudctl.terminal import report
from fraudctl.train import environment
from fraudctl.train.phases import FEATURES, TREES, Done, Phases


def worker(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Put a program of these lines in the place of the worker's interpreter."""
    program = folder / "worker"
    program.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    program.chmod(0o700)
    monkeypatch.setattr(environment, "INTERPRETER", program)


def test_a_worker_tells_its_phases_and_its_trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ["printf 'trees\\t0\\t60\\n'", "echo '[WARNING] of the library'", "printf 'trees\\t1\\t60\\n'"]
    worker(tmp_path, monkeypatch, *told)
    assert list(environment.run_worker(tmp_path)) == [("trees", 0, 60), ("trees", 1, 60)]


def test_a_worker_that_fails_says_why_in_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(tmp_path, monkeypatch, "printf 'trees\\t0\\t60\\n'", "echo one >&2", "echo 'the last' >&2", "exit 3")
    with pytest.raises(CommandError, match="the training failed: the last"):
        list(environment.run_worker(tmp_path))
    worker(tmp_path, monkeypatch, "exit 3")
    with pytest.raises(CommandError, match="the training failed: exit code 3"):
        list(environment.run_worker(tmp_path))


def shown(progress: Progress) -> Sequence[str]:
    """Return what stands beside the bar of each phase."""
    return [f"{task.description}: {Done().render(task).plain}" for task in progress.tasks]


def test_a_phase_says_how_many_of_how_many() -> None:
    progress = report.progress(Done())
    progress.add_task("read", total=1000, completed=250)
    phases = Phases(progress)
    phases.begin(FEATURES)
    assert shown(progress) == ["read: 25 %", "features: "]
    phases.count(12_300, 503_218)
    assert shown(progress)[1] == "features: 12,300 of 503,218 payments"
    phases.begin(TREES)
    phases.count(40, 150)
    assert shown(progress)[1:] == ["features: 12,300 of 12,300 payments", "trees that are written: 40 of 150 trees"]
    phases.end()
    assert progress.finished is False  # the file is not read to its end
    assert shown(progress)[2] == "trees that are written: 40 of 40 trees"
