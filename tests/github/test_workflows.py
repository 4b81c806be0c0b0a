"""The workflows have few rights, run only pinned actions, and never run a fork's code with our rights."""

import re
from pathlib import Path

import pytest

from emulator.emulator import PROJECT
from tests.github.workflows import WORKFLOWS, events, jobs, parsed, steps

PINNED = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$")
OURS = re.compile(r"uses: \./\.github/workflows/\w+\.yml\b")
MAY_WRITE = {
    "audit.yml": set[str](),
    "preview.yml": {"id-token", "pull-requests"},
    "deploy.yml": {"id-token"},
    "engine.yml": set[str](),
    "strategies.yml": set[str](),
    "test.yml": set[str](),
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned_by_its_commit_and_says_the_version(path: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in path.read_text().splitlines() if "uses:" in line]
    assert used
    for line in used:
        assert PINNED.fullmatch(line) or OURS.match(line), line


def test_an_action_is_the_same_commit_everywhere() -> None:
    pins = {
        match.groups() for path in WORKFLOWS for match in re.finditer(PINNED.pattern, path.read_text(), re.MULTILINE)
    }
    assert len({action for action, *_ in pins}) == len(pins)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_has_the_rights_it_asks_for_and_no_others(path: Path) -> None:
    assert parsed(path)["permissions"] == {}
    for job in jobs(path):
        written = {scope for scope, right in job["permissions"].items() if right == "write"}
        assert written <= MAY_WRITE[path.name]
        assert job["permissions"]["contents"] == "read"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_runs_others_code_with_our_rights(path: Path) -> None:
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(events(path))
    for job in jobs(path):
        if "pull_request" in events(path) and "id-token" in job["permissions"]:
            assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_checkout_leaves_no_token_behind_and_a_workflow_needs_no_secret(path: Path) -> None:
    for step in steps(path, "actions/checkout"):
        assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text()
    assert "://" not in path.read_text().replace("s3://...", "")


def test_both_stacks_are_previewed_and_each_deployed_from_where_it_should() -> None:
    (preview,) = jobs(PROJECT / ".github" / "workflows" / "preview.yml")
    assert preview["strategy"]["matrix"]["stack"] == ["dev", "prod"]
    deploy = PROJECT / ".github" / "workflows" / "deploy.yml"
    assert events(deploy) == {"push": {"branches": ["main"], "tags": ["v*"]}}
    assert parsed(deploy)["jobs"]["deploy"]["needs"] == "test"
    assert parsed(deploy)["jobs"]["deploy"]["environment"] == "${{ github.ref_type == 'tag' && 'prod' || 'dev' }}"
    assert parsed(deploy)["jobs"]["deploy"]["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize("name", ["preview.yml", "deploy.yml"])
def test_pulumi_runs_with_the_policy_pack_and_the_locked_version(name: str) -> None:
    path = PROJECT / ".github" / "workflows" / name
    for step in steps(path, "pulumi/actions"):
        assert step["with"]["policyPacks"] == "policy"
        assert step["with"]["pulumi-version"] == "${{ steps.sdk.outputs.version }}"
    assert steps(path, "pulumi/actions")


@pytest.mark.parametrize("wanted", sorted((PROJECT / "requirements").glob("*.in")), ids=lambda path: path.name)
def test_what_a_requirement_pins_is_what_the_lock_installs(wanted: Path) -> None:
    locked = wanted.with_suffix(".lock").read_text()
    for line in wanted.read_text().splitlines():
        if "==" in line:
            name, version = re.sub(r"\[.*]", "", line.partition(";")[0]).split("==")  # a marker says where it is for
            assert f"\n{name}=={version} " in f"\n{locked}", f"{line}: run `make lock`"
