"""The check of a run of the program against the policy pack, as `--policy-pack policy` makes the Pulumi CLI do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi.output import Unknown
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from emulator.errors import PolicyViolatedError
from emulator.program.monitor import Resource


@dataclass(frozen=True, kw_only=True)
class Review:
    """The findings of the policies; `skipped`: policy and resource ("" for the stack) that a preview cannot check."""

    violations: tuple[str, ...]
    advice: tuple[str, ...]
    """Findings of advisory policies, which prevent nothing."""
    skipped: tuple[tuple[str, str], ...]


def review(resources: Sequence[Resource], policies: Sequence[Policy]) -> Review:
    """Check every policy on every resource's inputs, and on the stack with its resources' outputs."""
    violations: list[str] = []
    advice: list[str] = []
    skipped: list[tuple[str, str]] = []
    for policy, name, args in _checks(resources, policies):
        found = advice if policy.enforcement_level is EnforcementLevel.ADVISORY else violations
        try:
            policy.validate(args, lambda said, _urn, name=policy.name, found=found: found.append(f"{name}: {said}"))
        except UnknownValueError:
            skipped.append((policy.name, name))
    return Review(violations=tuple(violations), advice=tuple(advice), skipped=tuple(skipped))


def require_compliance(resources: Sequence[Resource], policies: Sequence[Policy]) -> None:
    """Raise PolicyViolatedError for violations: it names the first and counts the others. Advice raises nothing."""
    found = review(resources, policies).violations
    if found:
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise PolicyViolatedError(f"policy {found[0]}{others}")


def _checks(resources: Sequence[Resource], policies: Sequence[Policy]) -> Iterator[tuple[Any, str, Any]]:
    asked = [
        (resource.name, ResourceValidationArgs(**_described(resource, resource.inputs)))
        for resource in resources
        if resource.custom
    ]
    made = {
        each.urn: PolicyResource(**_described(each, each.state), parent=None, dependencies=[], property_dependencies={})
        for each in resources
    }
    for resource in resources:
        made[resource.urn].dependencies = [made[urn] for urn in resource.dependencies if urn in made]
    for policy in policies:
        match policy:
            case ResourceValidationPolicy():
                for name, args in asked:
                    yield policy, name, args
            case StackValidationPolicy():
                yield policy, "", StackValidationArgs(list(made.values()))


def _described(resource: Resource, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "resource_type": resource.type,
        "props": unknown_checking_proxy(_marked(properties)),
        "urn": resource.urn,
        "name": resource.name,
        "provider": None,
        "opts": PolicyResourceOptions(
            protect=resource.protect,
            ignore_changes=[],
            delete_before_replace=None,
            aliases=[],
            custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
            additional_secret_outputs=[],
            parent=resource.parent,
        ),
    }


def _marked(value: Any) -> Any:
    """Return the value with the placeholders that the CLI sends for what a preview does not know."""
    if isinstance(value, Unknown):
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Mapping):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return value
