"""How a check becomes a policy: its name is the policy's, its docstring the description, what it yields the violations.

A preview does not know every value. Reading an unknown one ends the check of that resource, and the CLI says so; what
was yielded until then stands, and the other resources are checked.
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
    """All resources of a stack, with what AWS answered for them."""

    def __init__(self, resources: Sequence[PolicyResource]) -> None:
        self.resources = resources

    def of(self, *types: str) -> list[PolicyResource]:
        """Those of the given types."""
        return [resource for resource in self.resources if resource.resource_type in types]


def resources_of(*types: str) -> Callable[[ResourceCheck], ResourceValidationPolicy]:
    """A policy on what the program asks for; without types, on every resource."""

    def policy(check: ResourceCheck) -> ResourceValidationPolicy:
        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if not types or args.resource_type in types:
                for message in check(args):
                    report(f"{args.name}: {message}", None)

        return ResourceValidationPolicy(*_identity(check), validate, EnforcementLevel.MANDATORY)

    return policy


def stacks_with(
    *types: str, level: EnforcementLevel = EnforcementLevel.MANDATORY
) -> Callable[[StackCheck], StackValidationPolicy]:
    """A policy on resources of the given types, among all others of their stack."""

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


def value(properties: Properties, *path: str) -> Any:
    """What stands at the path; None where nothing does. Raises UnknownValueError where a preview does not know it."""
    found: Any = properties
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def given(properties: Properties, *path: str) -> bool:
    """Whether something stands at the path, be it something that only the deployment will know."""
    try:
        return value(properties, *path) not in (None, "")
    except UnknownValueError:
        return True


def known(properties: Properties, *path: str) -> Any:
    """What stands at the path; None where nothing does, or something that only the deployment will know."""
    try:
        return value(properties, *path)
    except UnknownValueError:
        return None
