"""Two of every component fit into one program: all names come from a component's own name and the suffix."""

import re
from collections import Counter

import pytest

from components.compute.code import PROJECT
from components.context import name_prefix
from emulator.program.monitor import Resource
from tests.components.small_program import resources_of

PROGRAM = """
from tests.components.two_of_each import build_pipeline

build_pipeline("", "one")
build_pipeline("eu-", "two")
"""
WITHIN = ("restApi", "functionName")
"""Inputs of what is named within another resource, which has a name of its own."""

PHYSICAL_NAMES = ("name", "layerName", "alarmName", "dashboardName")


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Resource, ...]:
    """Everything that the two pipelines register."""
    return resources_of(PROGRAM, tmp_path_factory.mktemp("two"))


def test_both_hold_one_of_every_component_there_is(resources: tuple[Resource, ...]) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "components").rglob("*.py")]
    defined = {token for source in sources for token in re.findall(r'__init__\("(fraud:index:\w+)"', source)}

    assert len(defined) >= 15
    for second in (False, True):
        made = {each.type for each in resources if not each.custom and each.name.startswith("eu-") is second}
        assert made == defined


def test_no_urn_is_registered_twice_nor_claimed_as_an_alias(resources: tuple[Resource, ...]) -> None:
    urns = Counter(urn for each in resources for urn in (each.urn, *each.aliases))

    assert [urn for urn, count in urns.items() if count > 1] == []


def test_everything_of_the_second_has_its_prefix_and_the_rest_of_the_name_of_the_first(
    resources: tuple[Resource, ...],
) -> None:
    second = sorted((each.type, each.name.removeprefix("eu-")) for each in resources if each.name.startswith("eu-"))
    first = sorted((each.type, each.name) for each in resources if not each.name.startswith("eu-"))

    assert first == second


def test_no_two_share_a_name_in_aws(resources: tuple[Resource, ...]) -> None:
    names = Counter(
        (each.type, each.inputs[key])
        for each in resources
        for key in PHYSICAL_NAMES
        if each.custom and key in each.inputs and not each.inputs.keys() & set(WITHIN)
    )

    assert [name for name, count in names.items() if count > 1] == []
    assert {name.rpartition("-")[2] for _, name in names} == {"one", "two"}


def test_a_name_from_which_no_names_for_children_follow_is_refused() -> None:
    assert name_prefix("eu-scoring", "scoring") == "eu-"
    assert name_prefix("scoring", "scoring") == ""
    with pytest.raises(ValueError, match="must end in scoring"):
        name_prefix("scorer", "scoring")
