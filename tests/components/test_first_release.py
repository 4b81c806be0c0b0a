"""A stack that the first release deployed keeps what it has: under the same URN, or by an alias.

`first_release.txt` lists what such a stack holds, without the stack and project that each URN begins with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from emulator.program.monitor import Resource
from tests.components.stacks import DryRunStack

FIRST_RELEASE = (Path(__file__).parent / "first_release.txt").read_text(encoding="utf-8").split()

MADE_ANEW = {
    "aws:apigateway/deployment:Deployment",  # a snapshot; the stage moves to the new one
    "aws:lambda/layerVersion:LayerVersion",  # versions never change; the functions move to the new one
    "aws:lambda/permission:Permission",  # holds no data and no name; the new one is made before the old one goes
}
"""Types of which a stack loses nothing that it needs when one is replaced."""


class Urn(str):
    """A URN without stack and project: the types from the outermost parent's to its own, `::`, its name."""

    __slots__ = ()

    @property
    def types(self) -> str:
        """Return the types, outermost first, each parted from the next by `$`."""
        return self.partition("::")[0]

    @property
    def type(self) -> str:
        """Return the resource's own type."""
        return self.types.rpartition("$")[2]

    @property
    def name(self) -> str:
        """Return the logical name."""
        return self.partition("::")[2]


def known_as(resource: Resource, by_urn: dict[str, Resource]) -> list[Urn]:
    """Return the URNs by which the engine would find the resource in a stack's state, the present one first.

    As the engine does: its own, its aliases, and what these would be under each alias of its parent, whose name it
    takes for the prefix of a child's name. The mock monitor's URNs are not the engine's: they hold one parent's type.
    """
    assert all(resource.aliases), f"{resource.name}: write the alias as a URN, other forms are not read here"
    aliases = [Urn(alias.split("::", 2)[2]) for alias in resource.aliases]
    parent = by_urn.get(resource.parent)
    if parent is None:
        return [Urn(f"{resource.type}::{resource.name}"), *aliases]
    around, *formers = known_as(parent, by_urn)
    own = [Urn(f"{around.types}${resource.type}::{resource.name}"), *aliases]
    return own + [
        Urn(f"{former.types}${urn.type}::{_renamed(urn.name, parent.name, former.name)}")
        for former in formers
        for urn in own
    ]


def _renamed(name: str, parent: str, former_parent: str) -> str:
    return former_parent + name.removeprefix(parent) if name.startswith(parent) else name


def lost(recorded: Sequence[str], resources: Sequence[Resource]) -> Iterator[str]:
    """Yield each recorded URN that no resource of the same type is known as."""
    by_urn = {each.urn: each for each in resources}
    kept = {urn for each in resources for urn in known_as(each, by_urn) if urn.type == each.type}
    for urn in recorded:
        if urn not in kept and Urn(urn).type not in MADE_ANEW:
            yield urn


def test_nothing_of_the_first_release_is_replaced_or_deleted(stack: DryRunStack) -> None:
    assert len(FIRST_RELEASE) == 91
    assert list(lost(FIRST_RELEASE, stack.run.resources)) == []


def test_a_stack_of_the_first_release_gains_the_tables_of_later_ones_and_no_other_data(
    stack: DryRunStack,
) -> None:
    by_urn = {each.urn: each for each in stack.run.resources}
    tables = [each for each in stack.run.resources if each.type == "aws:dynamodb/table:Table"]
    known = [set(known_as(each, by_urn)) & set(FIRST_RELEASE) for each in tables]

    gained = {each.name for each, urns in zip(tables, known, strict=True) if not urns}
    assert gained == {"fraud-profiles", "fraud-labels", "fraud-reviews", "fraud-decisions", "fraud-strategies"}


def test_a_change_of_any_logical_name_is_noticed(dev: DryRunStack) -> None:
    by_urn = {each.urn: each for each in dev.run.resources}
    for changed in dev.run.resources:
        known = known_as(changed, by_urn)
        if changed.type not in MADE_ANEW and set(known) & set(FIRST_RELEASE):
            other = replace(changed, name=f"{changed.name}-2", aliases=())
            resources = [other if each is changed else each for each in dev.run.resources]
            assert list(lost(FIRST_RELEASE, resources)) == [urn for urn in FIRST_RELEASE if urn in known]


def test_an_alias_keeps_what_is_renamed_and_what_is_within_it() -> None:
    start = "urn:pulumi:dev::fraud-detection::"
    before = ["fraud:index:Box::box", "fraud:index:Box$aws:sqs/queue:Queue::box-queue"]
    box = _resource(f"{start}fraud:index:Box::chest", aliases=(f"{start}{before[0]}",))
    queue = _resource(f"{start}fraud:index:Box$aws:sqs/queue:Queue::chest-queue", parent=box.urn)

    assert list(lost(before, [box, queue])) == []
    assert list(lost(before, [replace(box, aliases=()), queue])) == before
    assert list(lost(before, [box, replace(queue, name="queue")])) == before[1:]


def _resource(urn: str, *, parent: str = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", **rest: object) -> Resource:
    types, _, name = urn.split("::", 2)[2].partition("::")
    defaults = {
        "custom": False,
        "id": "",
        "inputs": {},
        "state": {},
        "dependencies": (),
        "protect": False,
        "retain_on_delete": False,
    }
    kind = types.rpartition("$")[2]
    return Resource(urn=urn, type=kind, name=name, parent=parent, **{**defaults, **rest})  # type: ignore[arg-type]  # by name
