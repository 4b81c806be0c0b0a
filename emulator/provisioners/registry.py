"""The provisioners by resource type, and the types of their arguments and results."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.clients import Clients
from emulator.provisioners.property_map import PropertyMap
from emulator.streams.mapping import StreamMapping


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """The embedded AWS that resources are made on, and what is to be done after all of them are made."""

    clients: Clients
    region: str
    account: str
    mappings: list[StreamMapping] = field(default_factory=list)
    """Stream mappings, which our own pollers run, as the emulator's do not retry."""
    functions: list[str] = field(default_factory=list)
    """Names of the functions made, which become active a little later."""

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One resource as the program asks for it."""

    type: str
    name: str
    """The physical name, generated where the program gives none."""
    parameters: dict[str, Any]
    """The inputs under boto3's names, with the default tags; the provisioner may change them."""

    def take(self, *names: str) -> dict[str, Any]:
        """Remove these parameters and return those that were there."""
        return {name: self.parameters.pop(name) for name in names if name in self.parameters}


@dataclass(frozen=True, kw_only=True)
class Made:
    """The physical id, and the outputs beyond the inputs."""

    id: str
    outputs: Mapping[str, Any] = field(default_factory=dict)


Provisioner = Callable[[Cloud, Wanted], Made]


@dataclass(frozen=True, kw_only=True)
class Provision:
    """A provisioner and the inputs that it knows."""

    properties: PropertyMap
    name_input: str | None
    """The input with the physical name; None where AWS chooses the id."""
    make: Provisioner


PROVISIONS: dict[str, Provision] = {}


def provisions(
    resource_type: str, properties: PropertyMap, *, name_input: str | None = None
) -> Callable[[Provisioner], Provisioner]:
    """Register a function as the one that makes resources of a type, from the inputs in `properties`."""

    def register(make: Provisioner) -> Provisioner:
        PROVISIONS[resource_type] = Provision(properties=properties, name_input=name_input, make=make)
        return make

    return register


def tag_list(tags: Mapping[str, str]) -> list[Any]:
    """Return tags in the form that most services take; Any, as each of them has its own type for it."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
