"""State files are private, whole or passed over, and a folder that cannot be used is said in a line."""

import errno
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.discovery import find_running
from fraudctl.stacks.local_deployment import LocalDeployment, StateFileError, state_folder
from tests.fraudctl.stacks.fake_deployments import FakeDeployments, running_names, state_files


def test_only_its_user_may_read_the_state(deployments: FakeDeployments) -> None:
    deployments.start()

    assert state_folder().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in state_folder().iterdir()} == {0o600}


DAMAGED = {
    "empty": b"",
    "cut off": b'{"stack": "dev", "region"',
    "no text": b"\xff\xfe\x00",
    "no object": b"[1]",
    "nested too deep": b"[" * 100_000,
    "of an older version": b'{"stack": "dev", "region": "r", "exports": {}, "emulator": "http://127.0.0.1:9"}',
    "another tool's": b'{"pid": 1, "name": "dev"}',
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_as_good_as_none_and_goes_with_the_next_start(
    content: bytes, deployments: FakeDeployments
) -> None:
    other = deployments.start("other")
    (state_folder() / "dev.json").write_bytes(content)

    found = find_running()
    assert ([each.name for each in found.alive], [path.name for path in found.damaged]) == (["other"], ["dev.json"])
    assert (state_folder() / "dev.json").read_bytes() == content

    assert deployments.start().name == "dev"
    assert running_names() == [other.name, "dev"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pid", "1"),
        ("exports", []),
        ("exports", 7),
        ("since", "yesterday"),
        ("since", "2026-01-01T00:00:00"),
        ("workdir", "/"),
        ("workdir", "/etc"),
        ("workdir", "fraudctl-0123456789abcdef"),
        ("workdir", None),
        ("emulator", 7),
        ("region", None),
        ("folder", []),
    ],
)
def test_a_field_of_another_kind_makes_it_damaged(field: str, value: Any) -> None:
    whole = LocalDeployment(
        name="dev",
        stack="dev",
        folder=Path("/somewhere"),
        workdir=Path("/tmp/fraudctl-0123456789abcdef"),  # noqa: S108 -- a name, never opened
        emulator="http://127.0.0.1:9",
        pid=7,
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert LocalDeployment.parse("dev", whole.content.encode()) == whole

    with pytest.raises(StateFileError):
        LocalDeployment.parse("dev", json.dumps(whole.as_json() | {field: value}).encode())


def test_a_file_that_cannot_be_read_is_told_and_hides_no_other(deployments: FakeDeployments) -> None:
    deployments.start("other")
    (state_folder() / "dev.json").mkdir()

    found = find_running()

    assert [each.name for each in found.alive] == ["other"]
    assert found.unreadable["dev"].errno == errno.EISDIR
    assert deployments.start().name == "dev-2"


def test_what_a_killed_writer_staged_goes_with_the_next_start(deployments: FakeDeployments) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: None)  # killed before it
        deployments.start("half")
    assert len(state_files()) == 1

    deployments.start("whole")
    assert state_files() == {"whole.json"}


@pytest.mark.parametrize(
    "use", [lambda deployments: deployments.start(), lambda _: find_running()], ids=["start", "look"]
)
def test_a_state_folder_that_cannot_be_used_is_said_in_a_line(
    use: Callable[[FakeDeployments], Any], deployments: FakeDeployments
) -> None:
    state_folder().parent.mkdir(parents=True)
    state_folder().write_text("a file")

    with pytest.raises(CommandError, match=r"cannot (read|write) .*local: .*; XDG_STATE_HOME may name another"):
        use(deployments)


def test_a_relative_state_home_is_ignored_as_the_specification_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert state_folder() == tmp_path / ".local" / "state" / "fraud-detection" / "local"


def test_without_a_home_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", homeless)

    with pytest.raises(CommandError, match="XDG_STATE_HOME"):
        state_folder()


def test_a_folder_whose_name_is_no_utf_8_is_found_again(deployments: FakeDeployments) -> None:
    started = deployments.start(folder=os.fsdecode(b"/some\xffwhere"))

    assert find_running().alive == [started]
