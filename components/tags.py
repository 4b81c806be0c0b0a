"""The tag that says which stack a thing belongs to, on everything that takes tags, beside the tags that it has.

By the older of the SDK's two hooks: the newer runs in the engine, and the mock monitor of tests and local mode, which
claims to know it, never calls it.
"""

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from pulumi import Output, Resource, ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult


def tagged(suffix: str) -> ResourceTransformation:
    """Add `Environment={suffix}` to the tags of every resource whose type has any; its own tags win."""

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if not _takes_tags(type(args.resource)):
            return None
        return ResourceTransformationResult({**args.props, "tags": _merged(suffix, args.props.get("tags"))}, args.opts)

    return transform


def _merged(suffix: str, own: Any) -> Any:
    ours = {"Environment": suffix}
    if own is None or isinstance(own, Mapping):
        return {**ours, **(own or {})}
    return Output.from_input(own).apply(lambda known: {**ours, **(known or {})})


def _takes_tags(kind: type[Resource]) -> bool:
    """Tell by the property that the type shows: texts by name; an Auto Scaling group's tags have another form."""
    shown = getattr(kind, "tags", None)
    if not isinstance(shown, property):
        return False
    output = get_type_hints(shown.fget).get("return")
    return any(get_origin(form) is Mapping for value in get_args(output) for form in (value, *get_args(value)))
