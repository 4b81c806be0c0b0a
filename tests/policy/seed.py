"""A seeded violation: a change to a resource of the program, and what the policy then says."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from emulator.program.monitor import Resource

Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Seed:
    """The change is made to what the program asks for and to what AWS answers; None takes the resource away."""

    policy: str
    resource: str
    change: Change | None
    says: str
    protect: bool = True

    def sow(self, resources: Sequence[Resource]) -> list[Resource]:
        assert self.resource in [each.name for each in resources]
        return [self._spoil(each) if each.name == self.resource else each for each in resources if self._stays(each)]

    def _stays(self, resource: Resource) -> bool:
        return self.change is not None or resource.name != self.resource

    def _spoil(self, resource: Resource) -> Resource:
        assert self.change is not None
        inputs, state = dict(resource.inputs), dict(resource.state)
        self.change(inputs)
        self.change(state)
        return replace(resource, inputs=inputs, state=state, protect=resource.protect and self.protect)


def put(key: str, value: Any) -> Change:
    """Sets a property; None takes it away."""

    def change(properties: dict[str, Any]) -> None:
        properties[key] = value

    return change


def both(first: Change, second: Change) -> Change:
    """Makes one change, then the other."""

    def change(properties: dict[str, Any]) -> None:
        first(properties)
        second(properties)

    return change


def inside(key: str, change: Change) -> Change:
    """Makes a change to an object that a property holds."""

    def outer(properties: dict[str, Any]) -> None:
        properties[key] = dict(properties.get(key) or {})
        change(properties[key])

    return outer


def allow(action: str, resource: str) -> Change:
    """Adds a statement to a role's policy."""
    return add_statement(Effect="Allow", Action=action, Resource=resource)


def add_statement(**statement: Any) -> Change:
    def change(properties: dict[str, Any]) -> None:
        document = json.loads(properties["policy"])
        document["Statement"].append(statement)
        properties["policy"] = json.dumps(document)

    return change


def nothing(_properties: dict[str, Any]) -> None:
    """Leaves the properties alone, where it is the options that violate."""


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
