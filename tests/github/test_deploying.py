"""A workflow says at once what it lacks, looks before it changes anything, and runs what is there."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.emulator import PROJECT
from tests.github.workflows import WORKFLOWS, events, jobs, parsed, steps


def used_variables(job: dict[str, Any]) -> set[str]:
    """Return the repository's variables that a job reads anywhere."""
    return set(re.findall(r"\bvars\.(\w+)", yaml.safe_dump(job)))


READING = [
    pytest.param(job, id=f"{path.name}-{name}")
    for path in WORKFLOWS
    for name, job in parsed(path)["jobs"].items()
    if used_variables(job)
]


def checked(job: dict[str, Any], **values: str) -> subprocess.CompletedProcess[str]:
    """Run a job's first step as GitHub does, with these values of the variables and none of the others."""
    first = job["steps"][0]
    seen = dict.fromkeys(first["env"], "") | values
    bash = str(shutil.which("bash"))
    return subprocess.run([bash, "-e", "-c", first["run"]], env=seen, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("job", READING)
def test_every_variable_that_a_job_reads_is_checked_in_its_first_step(job: dict[str, Any]) -> None:
    first = job["steps"][0]
    assert first["env"] == {name: f"${{{{ vars.{name} }}}}" for name in used_variables(job)}
    assert checked(job, **dict.fromkeys(first["env"], "set")).returncode == 0


@pytest.mark.parametrize("job", READING)
def test_each_variable_that_is_empty_is_named_with_where_to_read_on(job: dict[str, Any]) -> None:
    names = sorted(job["steps"][0]["env"])
    for empty in names:
        done = checked(job, **dict.fromkeys(set(names) - {empty}, "set"))
        assert (done.returncode, done.stdout) == (
            1,
            f"::error::variable {empty} is empty: see docs/deploying.md\n",
        )
    assert checked(job).stdout.count("::error::") == len(names)


def test_the_page_on_deploying_says_where_each_variable_comes_from() -> None:
    page = (PROJECT / "docs" / "deploying.md").read_text(encoding="utf-8")
    names = set[str]().union(*(used_variables(job) for path in WORKFLOWS for job in jobs(path)))
    assert names
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_a_deployment_previews_with_the_policies_before_it_changes_anything() -> None:
    preview, up = steps(PROJECT / ".github" / "workflows" / "deploy.yml", "pulumi/actions")
    assert (preview["with"].pop("command"), up["with"].pop("command")) == ("preview", "up")
    assert preview["with"] == up["with"]
    assert preview["env"] == up["env"]
    assert "continue-on-error" not in preview
    assert "if" not in up


def test_a_push_meets_the_real_engine_with_no_rights_anywhere() -> None:
    path = PROJECT / ".github" / "workflows" / "engine.yml"
    assert events(path) == {"push": None}
    (engine,) = jobs(path)
    assert engine["permissions"] == {"contents": "read"}
    assert used_variables(engine) == set()
    (cli,) = steps(path, "pulumi/actions")
    assert cli["with"] == {"pulumi-version": "${{ steps.sdk.outputs.version }}"}  # no command: it installs only
    assert engine["steps"][-1] == {"run": "make engine"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_a_step_runs_of_this_project_is_there(path: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    for job in jobs(path):
        for step in job.get("steps", []):
            for line in step.get("run", "").splitlines():
                match line.split():
                    case ["make", target]:
                        assert target in targets
                    case ["sh", script, *_]:
                        assert (
                            PROJECT / script.removeprefix("fraud-detection/")
                        ).is_file()  # where it is beside the strategies
