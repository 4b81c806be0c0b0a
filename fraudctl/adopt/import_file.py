"""The file that `pulumi import --file` reads: the adopted resources, and the components around them.

A component has no id: Pulumi creates an empty one, so that its children have the parent that the program gives them. A
name in the file must be unique, so that a parent is never mistaken for its child; `logicalName` is the program's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from emulator.program.monitor import Resource
from fraudctl.adopt.plan import Entry

SDK = "pulumi-aws"


def import_file(resources: Sequence[Resource], entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the file's content; the provider's version is the program's, so that both mean the same provider."""
    by_urn = {resource.urn: resource for resource in resources}
    imported = [entry for entry in entries if entry.imported]
    around: dict[str, Resource] = {}
    for entry in imported:
        parent = by_urn.get(entry.resource.parent)
        while parent is not None:
            around[parent.urn] = parent
            parent = by_urn.get(parent.parent)
    components = sorted(around.values(), key=lambda each: (_depth(each, by_urn), each.name))
    names = _unique([*components, *(entry.resource for entry in imported)])
    return {
        "nameTable": {},
        "resources": [
            *({**_spec(each, names), "component": True} for each in components),
            *(
                {**_spec(entry.resource, names), "id": entry.live.id, "version": version(SDK)}
                for entry in imported
                if entry.live
            ),
        ],
    }


def _spec(resource: Resource, names: Mapping[str, str]) -> dict[str, Any]:
    parent = {"parent": names[resource.parent]} if resource.parent in names else {}
    return {"type": resource.type, "name": names[resource.urn], "logicalName": resource.name, **parent}


def _unique(resources: Sequence[Resource]) -> dict[str, str]:
    """Return unique names by URN: the resource's name where no other has it, else with its kind."""
    often = Counter(resource.name for resource in resources)
    return {
        each.urn: each.name
        if often[each.name] == 1
        else f"{each.name} ({each.type.rpartition(':')[2]})"
        if each.custom
        else f"{each.name} (component {each.type.rpartition(':')[2]})"
        for each in resources
    }


def _depth(resource: Resource, by_urn: Mapping[str, Resource]) -> int:
    parent = by_urn.get(resource.parent)
    return 0 if parent is None else 1 + _depth(parent, by_urn)
