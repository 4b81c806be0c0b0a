"""What a provisioner is given and gives back, and the table of all of them by resource type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.clients import Clients
from emulator.provisioners.shape import PropertyMap
from emulator.streams.mapping import StreamMapping


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """Where resources are made, and what is left to do when all of them are."""

    clients: Clients
    region: str
    account: str
    mappings: list[StreamMapping] = field(default_factory=list)
    """Stream mappings asked for: ours to run, since the emulator's know no retries."""
    functions: list[str] = field(default_factory=list)
    """Functions made, which become active a little later."""

    def arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One resource as the program asks for it."""

    type: str
    name: str
    """The physical name, Pulumi's choice where the program makes none."""
    parameters: dict[str, Any]
    """The inputs under boto3's names, default tags among them; the provisioner's to take apart."""

    def take(self, *names: str) -> dict[str, Any]:
        """Those of the parameters that are there, which then are no more."""
        return {name: self.parameters.pop(name) for name in names if name in self.parameters}


@dataclass(frozen=True, kw_only=True)
class Made:
    """The physical id, and the outputs beyond the inputs."""

    id: str
    outputs: Mapping[str, Any] = field(default_factory=dict)


Provisioner = Callable[[Cloud, Wanted], Made]


@dataclass(frozen=True, kw_only=True)
class Provision:
    shape: PropertyMap
    name_input: str | None
    """Where the program may put the physical name; None where AWS chooses the id."""
    make: Provisioner


PROVISIONS: dict[str, Provision] = {}


def provisions(
    resource_type: str, shape: PropertyMap, *, name_input: str | None = None
) -> Callable[[Provisioner], Provisioner]:
    """Enter a function as the one that makes a resource type from inputs of a shape."""

    def enter(make: Provisioner) -> Provisioner:
        PROVISIONS[resource_type] = Provision(shape=shape, name_input=name_input, make=make)
        return make

    return enter


def tag_list(tags: Mapping[str, str]) -> list[Any]:
    """Tags in the form most services want; Any, as each of them has a type of its own for it."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
