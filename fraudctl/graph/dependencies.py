"""The picture of all resources: a frame for each component, arrows from a resource to its dependencies."""

from collections.abc import Mapping, Sequence

from emulator.program.monitor import Resource
from fraudctl.graph.picture import Arrow, Node, Picture, Shape

SHAPES = {
    "Table": Shape.STORE,
    "Topic": Shape.HUB,
    "Queue": Shape.QUEUE,
    "RestApi": Shape.GATE,
    "MetricAlarm": Shape.FLAG,
    "CompositeAlarm": Shape.FLAG,
}


def dependency_picture(resources: Sequence[Resource]) -> Picture:
    """Return the picture of all resources, without arrows that others imply."""
    by_urn = {resource.urn: resource for resource in resources}
    made = [resource for resource in resources if resource.custom]
    needs = {each.urn: {urn for urn in each.dependencies if urn in by_urn and by_urn[urn].custom} for each in made}
    return Picture(
        nodes=[
            Node(
                key=node_key(each),
                label=(each.name, resource_kind(each)),
                shape=SHAPES.get(resource_kind(each), Shape.BOX),
                group=component_path(each, by_urn),
            )
            for each in made
        ],
        arrows=[
            Arrow(source=node_key(by_urn[source]), target=node_key(by_urn[target]))
            for source, targets in needs.items()
            for target in targets - _all_needs(targets, needs)
        ],
    )


def node_key(resource: Resource) -> str:
    """Return a resource's unique key: names are unique among their type."""
    return f"{resource_kind(resource)}/{resource.name}"


def resource_kind(resource: Resource) -> str:
    """Return the last part of the type: Table, Queue, Function."""
    return resource.type.rpartition(":")[2]


def component_path(resource: Resource, by_urn: Mapping[str, Resource]) -> tuple[str, ...]:
    """Return the names of the components around a resource, outermost first."""
    names: list[str] = []
    parent = by_urn.get(resource.parent)
    while parent is not None:
        names.insert(0, parent.name)
        parent = by_urn.get(parent.parent)
    return tuple(names)


def _all_needs(targets: set[str], needs: Mapping[str, set[str]]) -> set[str]:
    """Return all that the targets depend on, directly or not."""
    found: set[str] = set()
    open_ends = [further for target in targets for further in needs.get(target, ())]
    while open_ends:
        urn = open_ends.pop()
        if urn not in found:
            found.add(urn)
            open_ends += needs.get(urn, ())
    return found
