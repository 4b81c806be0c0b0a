"""Policies on names and tags: they name the stack, and avoid names that AWS has reserved."""

import importlib
from collections.abc import Iterator
from functools import lru_cache

from pulumi_policy import ResourceValidationArgs

from policy.check import is_set, read_property, resource_policy

TAG = "Environment"
PHYSICAL_NAMES = ("name", "alarmName")
"""The inputs that hold a tagged resource's name in AWS."""

RESERVED_VARIABLES = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
}
"""Lambda sets these itself: "Defined runtime environment variables" in its developer guide."""


@resource_policy()
def tagged_with_environment(resource: ResourceValidationArgs) -> Iterator[str]:
    """Tag everything that takes tags with Environment, which names the stack."""
    if _takes_tags(resource.resource_type) and not _environment(resource):
        yield f"has no {TAG} tag"


@resource_policy()
def names_end_in_environment(resource: ResourceValidationArgs) -> Iterator[str]:
    """End every name in the Environment, so that stacks live side by side in one account."""
    environment = _environment(resource)
    for key in PHYSICAL_NAMES:
        if environment and is_set(resource.props, key):
            name = str(read_property(resource.props, key))
            if not name.removesuffix(".fifo").endswith(f"-{environment}"):
                yield f"is named {name}, which does not end in -{environment}"


@resource_policy()
def no_reserved_names(resource: ResourceValidationArgs) -> Iterator[str]:
    """Use no reserved name for a tag or a function's variable; AWS would refuse it halfway through."""
    for tag in read_property(resource.props, "tags") or ():
        if str(tag).lower().startswith("aws:"):
            yield f"has a tag {tag}; the prefix aws: is reserved"
    for variable in read_property(resource.props, "environment", "variables") or ():
        if variable in RESERVED_VARIABLES:
            yield f"sets {variable}, which Lambda sets itself"


def _environment(resource: ResourceValidationArgs) -> str | None:
    tags: str | None = read_property(resource.props, "tags", TAG) or read_property(resource.props, "tagsAll", TAG)
    return tags


@lru_cache
def _takes_tags(resource_type: str) -> bool:
    """Tell by the provider's SDK, in which aws:sqs/queue:Queue is pulumi_aws.sqs.Queue."""
    package, module, name = resource_type.split(":")
    service = module.partition("/")[0]
    if package != "aws" or service == "index":  # a component, another provider, or what belongs to no service
        return False
    home = importlib.import_module(f"pulumi_aws.{'lambda_' if service == 'lambda' else service}")
    return hasattr(getattr(home, name), "tags")
