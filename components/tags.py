"""Properties that the stack sets on every resource that takes them: the Environment tag, the permissions boundary.

By the older of the SDK's two hooks: the newer runs in the engine, and the mock monitor of tests and local mode, which
claims to know it, never calls it.
"""

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from pulumi import Output, Resource, ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult
from pulumi_aws import iam


def tag_environment(suffix: str) -> ResourceTransformation:
    """Add `Environment={suffix}` to the tags of every resource whose type has any; its own tags win."""

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if not _takes_tags(type(args.resource)):
            return None
        return ResourceTransformationResult({**args.props, "tags": _merged(suffix, args.props.get("tags"))}, args.opts)

    return transform


def set_permissions_boundary(policy_arn: str) -> ResourceTransformation:
    """Set the boundary, an administrator's limit to what a role may do, on every role that names none."""

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if not isinstance(args.resource, iam.Role) or args.props.get("permissions_boundary") is not None:
            return None
        return ResourceTransformationResult({**args.props, "permissions_boundary": policy_arn}, args.opts)

    return transform


def _merged(suffix: str, own: Any) -> Any:
    environment = {"Environment": suffix}
    if own is None or isinstance(own, Mapping):
        return {**environment, **(own or {})}
    return Output.from_input(own).apply(lambda known: {**environment, **(known or {})})


def _takes_tags(kind: type[Resource]) -> bool:
    """Tell by the type's `tags` property: a mapping of strings; an Auto Scaling group's tags have another form."""
    declared = getattr(kind, "tags", None)
    if not isinstance(declared, property):
        return False
    output = get_type_hints(declared.fget).get("return")
    return any(get_origin(form) is Mapping for value in get_args(output) for form in (value, *get_args(value)))
