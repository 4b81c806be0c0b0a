"""Local deployments find their names and are found under them, whoever else starts, dies or scribbles beside."""

import errno
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.announcement import unregister, update_registered
from fraudctl.stacks.discovery import find_running
from fraudctl.stacks.local_deployment import LocalDeployment, StateFileError, state_folder
from tests.emulator.machine import Machine, unheard


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Machine(tmp_path)
    yield made
    made.power_loss()


def names() -> list[str]:
    return [each.name for each in find_running().alive]


def files() -> set[str]:
    return {path.name for path in state_folder().iterdir()} - {".lock"}


def test_deployments_of_one_folder_and_stack_each_get_a_name_and_keep_it(machine: Machine) -> None:
    assert [machine.start().name for _ in range(3)] == ["dev", "dev-2", "dev-3"]
    assert names() == ["dev", "dev-2", "dev-3"]


def test_the_name_of_one_that_has_ended_is_free_again_and_the_others_stay(machine: Machine) -> None:
    first, second = machine.start(), machine.start()
    machine.kill(first)
    unregister(first)

    assert machine.start().name == "dev"
    assert second.name in names()


def test_one_that_died_without_a_word_is_not_found_and_its_file_goes_when_somebody_looks(machine: Machine) -> None:
    dead, alive = machine.start(), machine.start()
    machine.kill(dead)

    assert names() == [alive.name]
    assert files() == {f"{alive.name}.json"}


def test_what_is_registered_is_what_is_found(machine: Machine) -> None:
    started = machine.start("mine")
    deployed = msgspec.structs.replace(started, region="eu-west-1", exports={"api_endpoint": "http://x"})
    update_registered(deployed, unheard)

    assert find_running().alive == [deployed]


def test_a_name_that_is_taken_is_refused_and_the_other_stays(machine: Machine) -> None:
    taken = machine.start("mine")

    with pytest.raises(CommandError, match="mine is there already"):
        machine.start("mine")
    with pytest.raises(CommandError, match="MINE is there already"):
        machine.start("MINE")  # the same file, on some systems
    assert [each.workdir for each in find_running().alive] == [taken.workdir]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../up", "-x", "a b", "a\n", "a:b", "ä", "x" * 64])
def test_a_name_that_is_no_file_name_everywhere_is_refused(name: str, machine: Machine) -> None:
    with pytest.raises(CommandError, match="cannot be a name"):
        machine.start(name)


@pytest.mark.parametrize("stack", ["a/b", "org/project/dev", "...", "é", "x" * 200, "local:x"])
def test_any_stack_gets_a_name_that_can_be_given_to_another(stack: str, machine: Machine) -> None:
    found = [machine.start(stack=stack).name for _ in range(2)]

    machine.power_loss()
    assert [machine.start(name).name for name in found] == found


def test_starts_at_the_same_moment_get_different_names(machine: Machine) -> None:
    together = threading.Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return machine.start().name

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(start, range(8)))

    assert sorted(given) == sorted(names()) == sorted(["dev", *(f"dev-{each}" for each in range(2, 9))])


def test_looks_at_the_same_moment_take_no_dead_one_for_alive(machine: Machine) -> None:
    machine.kill(machine.start())
    content = next(state_folder().glob("*.json")).read_bytes()

    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            (state_folder() / "dev.json").write_bytes(content)
            assert not [each for found in pool.map(lambda _: find_running(), range(8)) for each in found.alive]


def test_only_its_user_may_read_the_state(machine: Machine) -> None:
    machine.start()

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
def test_a_damaged_file_is_as_good_as_none_and_goes_with_the_next_start(content: bytes, machine: Machine) -> None:
    other = machine.start("other")
    (state_folder() / "dev.json").write_bytes(content)

    found = find_running()
    assert ([each.name for each in found.alive], [path.name for path in found.damaged]) == (["other"], ["dev.json"])
    assert (state_folder() / "dev.json").read_bytes() == content

    assert machine.start().name == "dev"
    assert names() == [other.name, "dev"]


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


def test_a_file_that_cannot_be_read_is_told_and_hides_no_other(machine: Machine) -> None:
    machine.start("other")
    (state_folder() / "dev.json").mkdir()

    found = find_running()

    assert [each.name for each in found.alive] == ["other"]
    assert found.unreadable["dev"].errno == errno.EISDIR
    assert machine.start().name == "dev-2"


def test_what_a_killed_writer_staged_goes_with_the_next_start(machine: Machine) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: None)  # killed before it
        machine.start("half")
    assert len(files()) == 1

    machine.start("whole")
    assert files() == {"whole.json"}


@pytest.mark.parametrize("use", [lambda machine: machine.start(), lambda _: find_running()], ids=["start", "look"])
def test_a_state_folder_that_cannot_be_used_is_said_in_a_line(use: Callable[[Machine], Any], machine: Machine) -> None:
    state_folder().parent.mkdir(parents=True)
    state_folder().write_text("a file")

    with pytest.raises(CommandError, match=r"cannot (read|write) .*local: .*; XDG_STATE_HOME may name another"):
        use(machine)


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
