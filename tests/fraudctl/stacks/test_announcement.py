"""Local deployments find their names and are found under them, whoever else starts or dies beside."""

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks.announcement import unregister, update_registered
from fraudctl.stacks.discovery import find_running
from fraudctl.stacks.local_deployment import state_folder
from tests.fraudctl.stacks.fake_deployments import FakeDeployments, no_supervisor, running_names, state_files


def test_deployments_of_one_folder_and_stack_each_get_a_name_and_keep_it(deployments: FakeDeployments) -> None:
    assert [deployments.start().name for _ in range(3)] == ["dev", "dev-2", "dev-3"]
    assert running_names() == ["dev", "dev-2", "dev-3"]


def test_the_name_of_one_that_has_ended_is_free_again_and_the_others_stay(deployments: FakeDeployments) -> None:
    first, second = deployments.start(), deployments.start()
    deployments.kill(first)
    unregister(first)

    assert deployments.start().name == "dev"
    assert second.name in running_names()


def test_one_that_died_without_a_word_is_not_found_and_its_file_goes_when_somebody_looks(
    deployments: FakeDeployments,
) -> None:
    dead, alive = deployments.start(), deployments.start()
    deployments.kill(dead)

    assert running_names() == [alive.name]
    assert state_files() == {f"{alive.name}.json"}


def test_what_is_registered_is_what_is_found(deployments: FakeDeployments) -> None:
    started = deployments.start("mine")
    deployed = msgspec.structs.replace(started, region="eu-west-1", exports={"api_endpoint": "http://x"})
    update_registered(deployed, no_supervisor)

    assert find_running().alive == [deployed]


def test_a_name_that_is_taken_is_refused_and_the_other_stays(deployments: FakeDeployments) -> None:
    taken = deployments.start("mine")

    with pytest.raises(CommandError, match="mine is there already"):
        deployments.start("mine")
    with pytest.raises(CommandError, match="MINE is there already"):
        deployments.start("MINE")  # the same file, on some systems
    assert [each.workdir for each in find_running().alive] == [taken.workdir]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../up", "-x", "a b", "a\n", "a:b", "ä", "x" * 64])
def test_a_name_that_is_no_file_name_everywhere_is_refused(name: str, deployments: FakeDeployments) -> None:
    with pytest.raises(CommandError, match="cannot be a name"):
        deployments.start(name)


@pytest.mark.parametrize("stack", ["a/b", "org/project/dev", "...", "é", "x" * 200, "local:x"])
def test_any_stack_gets_a_name_that_can_be_given_to_another(stack: str, deployments: FakeDeployments) -> None:
    found = [deployments.start(stack=stack).name for _ in range(2)]

    deployments.power_loss()
    assert [deployments.start(name).name for name in found] == found


def test_starts_at_the_same_moment_get_different_names(deployments: FakeDeployments) -> None:
    together = threading.Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return deployments.start().name

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(start, range(8)))

    assert sorted(given) == sorted(running_names()) == sorted(["dev", *(f"dev-{each}" for each in range(2, 9))])


def test_looks_at_the_same_moment_take_no_dead_one_for_alive(deployments: FakeDeployments) -> None:
    deployments.kill(deployments.start())
    content = next(state_folder().glob("*.json")).read_bytes()

    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            (state_folder() / "dev.json").write_bytes(content)
            assert not [each for found in pool.map(lambda _: find_running(), range(8)) for each in found.alive]
