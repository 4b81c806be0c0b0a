"""Seeded violations: a change to one of the program's resources, and the message of the policy that finds it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from emulator.program.monitor import Resource
from tests.components.stacks import dry_run_stack

Change = Callable[[dict[str, Any]], None]


@cache
def recorded(stack: str, *, preview: bool = False) -> tuple[Resource, ...]:
    """Return the program's resources as a stack would have them."""
    return dry_run_stack(stack, preview=preview).run.resources


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A change to the inputs and to the state of one resource; None removes the resource."""

    policy: str
    resource: str
    change: Change | None
    says: str
    protect: bool = True

    def sow(self, resources: Sequence[Resource]) -> list[Resource]:
        """Return the resources with the violation among them."""
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


def set_property(key: str, value: Any) -> Change:
    """Set a property; None removes it."""

    def change(properties: dict[str, Any]) -> None:
        properties[key] = value

    return change


def in_turn(first: Change, second: Change) -> Change:
    """Make one change, then the other."""

    def change(properties: dict[str, Any]) -> None:
        first(properties)
        second(properties)

    return change


def within_property(key: str, change: Change) -> Change:
    """Change the object that a property holds."""

    def outer(properties: dict[str, Any]) -> None:
        properties[key] = dict(properties.get(key) or {})
        change(properties[key])

    return outer


def allow_action(action: str, resource: str) -> Change:
    """Add a statement to a role's policy."""
    return add_statement(Effect="Allow", Action=action, Resource=resource)


def add_statement(**statement: Any) -> Change:
    """Add this statement to a policy document."""

    def change(properties: dict[str, Any]) -> None:
        document = json.loads(properties["policy"])
        document["Statement"].append(statement)
        properties["policy"] = json.dumps(document)

    return change


def unchanged(_properties: dict[str, Any]) -> None:
    """Change no property, where the options are the violation."""


def document(**statement: Any) -> str:
    """Return a policy document that allows this statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
