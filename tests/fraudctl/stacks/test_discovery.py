"""A command means the local deployment that is named, else the nearest one, else the only one; else it asks."""

from pathlib import Path

import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.discovery import choose
from fraudctl.stacks.local_deployment import state_folder
from tests.fraudctl.stacks.fake_deployments import FakeDeployments


@pytest.fixture(autouse=True)
def in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "project" / "samples").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")


def test_the_only_one_is_meant_from_anywhere(deployments: FakeDeployments) -> None:
    deployments.start(folder="/elsewhere")

    assert choose().name == "dev"


@pytest.mark.parametrize("here", [".", "samples"])
def test_the_one_of_this_folder_or_the_nearest_above_comes_before_others(
    here: str, deployments: FakeDeployments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployments.start("elsewhere", folder="/elsewhere")
    deployments.start("above", folder=str(tmp_path))
    deployments.start("here", folder=str(tmp_path / "project"))
    monkeypatch.chdir(here)

    assert choose().name == "here"


def test_a_name_comes_before_the_folder_and_the_environment_between_them(
    deployments: FakeDeployments, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployments.start("here", folder=str(Path.cwd()))
    for name in ("said", "set"):
        deployments.start(name, folder="/elsewhere")
    monkeypatch.setenv("FRAUDCTL_LOCAL", "set")

    assert (choose().name, choose("said").name) == ("set", "said")


@pytest.mark.parametrize("folders", [("/one", "/two"), ("{here}", "{here}", "/two")])
def test_between_several_a_person_has_to_choose_and_is_told_how(
    folders: tuple[str, ...], deployments: FakeDeployments
) -> None:
    for number, folder in enumerate(folders):
        deployments.start(f"name-{number}", folder=folder.format(here=Path.cwd()))

    with pytest.raises(
        CommandError, match=r"\(name-0, name-1\): choose one with --stack local:NAME, or with FRAUDCTL_LOCAL"
    ):
        choose()


def test_without_any_it_is_said_how_to_start_one() -> None:
    with pytest.raises(CommandError, match="fraudctl local up"):
        choose()


def test_a_name_that_does_not_run_is_told_with_those_that_do(
    deployments: FakeDeployments, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployments.start("this")

    with pytest.raises(CommandError, match=r"no local deployment nope is running; running: this"):
        choose("nope")
    monkeypatch.setenv("FRAUDCTL_LOCAL", "nope")
    with pytest.raises(CommandError, match=r"nope is running, as FRAUDCTL_LOCAL asks for; running: this"):
        choose()


@pytest.mark.parametrize("name", [None, "dev"])
def test_a_state_file_that_cannot_be_read_is_told_where_it_could_be_the_one(
    name: str | None, deployments: FakeDeployments
) -> None:
    assert deployments
    (state_folder() / "dev.json").mkdir(parents=True)

    with pytest.raises(CommandError, match=r"dev cannot be read: .*dev.json: Is a directory"):
        choose(name)


def test_a_folder_that_was_removed_under_the_shell_is_no_obstacle(deployments: FakeDeployments) -> None:
    deployments.start(folder=str(Path.cwd()))
    (Path.cwd() / "samples").rmdir()
    Path.cwd().rmdir()

    assert choose().name == "dev"
