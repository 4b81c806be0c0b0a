"""The workflow for users' repositories is sound, and fails for a strategy that is wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.emulator import PROJECT
from tests.github.workflows import events, jobs, parsed

WORKFLOW = PROJECT / "docs" / "examples" / "strategies.yml"
BIN = Path(sys.executable).parent
GOOD = (PROJECT / "strategies" / "default.yaml").read_text(encoding="utf-8")


def commands() -> list[str]:
    (job,) = jobs(WORKFLOW)
    return [step["run"] for step in job["steps"] if "strategy" in step.get("run", "")]


def run(folder: Path) -> list[int]:
    """Run the workflow's own steps as GitHub does, in a repository with fraudctl beside it."""
    (folder / "fraud-detection" / ".venv").mkdir(parents=True)
    (folder / "fraud-detection" / ".venv" / "bin").symlink_to(BIN)
    bash = str(shutil.which("bash"))
    return [
        subprocess.run([bash, "-e", "-c", each], cwd=folder, capture_output=True, check=False).returncode
        for each in commands()
    ]


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        (GOOD, [0, 0]),
        (GOOD.replace("amount > 10_000", "amuont > 10_000"), [1, 1]),
        (
            GOOD.replace("\nexamples:", "\n  - {code: never, when: hour > 23, weight: 0.1}\nexamples:"),
            [1, 0],
        ),  # a warning
        (GOOD.replace("score: 0.9", "score: 0.8"), [0, 1]),
    ],
    ids=["right", "error", "warning", "example"],
)
def test_it_fails_where_any_strategy_is_wrong(tmp_path: Path, second: str, codes: list[int]) -> None:
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "first.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "strategies" / "second.yaml").write_text(second, encoding="utf-8")
    assert run(tmp_path) == codes


def test_it_fails_where_there_is_no_strategy(tmp_path: Path) -> None:
    (tmp_path / "strategies").mkdir()
    assert run(tmp_path) == [1, 1]


def test_it_runs_wherever_a_strategy_changes_and_may_write_nothing() -> None:
    assert set(events(WORKFLOW)) == {"push", "pull_request"}
    assert all("strategies/**" in event["paths"] for event in events(WORKFLOW).values())
    assert parsed(WORKFLOW)["permissions"] == {}


@pytest.mark.parametrize(
    "check",
    [
        ["zizmor", "--offline", "--quiet"],
        ["check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows"],
    ],
    ids=lambda words: words[0],
)
def test_the_checks_of_workflows_find_nothing_in_it(check: list[str]) -> None:
    name, *options = check
    done = subprocess.run([BIN / name, *options, WORKFLOW], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
