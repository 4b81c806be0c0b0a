"""The tag that says which stack a thing belongs to, on everything that takes tags."""

import inspect

from pulumi import ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult


def tagged(suffix: str) -> ResourceTransformation:
    """Puts `Environment={suffix}` on every resource whose type has any."""

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        internal_init = getattr(args.resource, "_internal_init", None)
        if internal_init is None or "tags" not in inspect.signature(internal_init).parameters:
            return None
        return ResourceTransformationResult({**args.props, "tags": {"Environment": suffix}}, args.opts)

    return transform
