"""Decorators that make a policy of a check: of its name, its docstring as description, and the violations it yields.

A preview does not know every value. Reading an unknown one ends the check of that resource, and the CLI says so; the
violations yielded until then count, and the other resources are checked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import getdoc
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

Properties = Mapping[str, Any]
ResourceCheck = Callable[[ResourceValidationArgs], Iterator[str]]
StackCheck = Callable[[PolicyResource, "Stack"], Iterator[str]]


class Stack:
    """All resources of a stack, with their state in AWS."""

    def __init__(self, resources: Sequence[PolicyResource]) -> None:
        self.resources = resources

    def of(self, *types: str) -> list[PolicyResource]:
        """Return those of the given types."""
        return [resource for resource in self.resources if resource.resource_type in types]


def resource_policy(*types: str) -> Callable[[ResourceCheck], ResourceValidationPolicy]:
    """Make a policy on the inputs of each resource of these types; without types, of every resource."""

    def policy(check: ResourceCheck) -> ResourceValidationPolicy:
        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if not types or args.resource_type in types:
                for message in check(args):
                    report(f"{args.name}: {message}", None)

        return ResourceValidationPolicy(*_identity(check), validate, EnforcementLevel.MANDATORY)

    return policy


def stack_policy(
    *types: str, level: EnforcementLevel = EnforcementLevel.MANDATORY
) -> Callable[[StackCheck], StackValidationPolicy]:
    """Make a policy on each resource of these types, which sees all others of the stack."""

    def policy(check: StackCheck) -> StackValidationPolicy:
        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            stack = Stack(args.resources)
            unknown = None
            for resource in stack.of(*types):
                try:
                    for message in check(resource, stack):
                        report(f"{resource.name}: {message}", resource.urn)
                except UnknownValueError as error:
                    unknown = error
            if unknown is not None:
                raise unknown

        return StackValidationPolicy(*_identity(check), validate, level)

    return policy


def _identity(check: Callable[..., Iterator[str]]) -> tuple[str, str]:
    return check.__name__.replace("_", "-"), getdoc(check) or ""


def read_property(properties: Properties, *path: str) -> Any:
    """Return the value at the path, or None.

    Raises:
        UnknownValueError: a preview does not know it.
    """
    found: Any = properties
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def is_set(properties: Properties, *path: str) -> bool:
    """Tell if there is a value at the path, which a preview need not know."""
    try:
        return read_property(properties, *path) not in (None, "")
    except UnknownValueError:
        return True


def read_if_known(properties: Properties, *path: str) -> Any:
    """Return the value at the path, or None if there is none or a preview does not know it."""
    try:
        return read_property(properties, *path)
    except UnknownValueError:
        return None
