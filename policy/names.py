"""Names and tags say which stack a thing belongs to, and keep off what AWS has reserved."""

import importlib
from collections.abc import Iterator
from functools import lru_cache

from pulumi_policy import ResourceValidationArgs

from policy.check import given, resources_of, value

TAG = "Environment"
NAMES = ("name", "alarmName")
"""The inputs that hold the name a tagged thing has on AWS."""

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


@resources_of()
def tagged_with_environment(resource: ResourceValidationArgs) -> Iterator[str]:
    """What takes tags says in Environment which stack it belongs to."""
    if _takes_tags(resource.resource_type) and not _environment(resource):
        yield f"has no {TAG} tag"


@resources_of()
def names_end_in_environment(resource: ResourceValidationArgs) -> Iterator[str]:
    """A name ends in the Environment, so that stacks live side by side in one account."""
    environment = _environment(resource)
    for key in NAMES:
        if environment and given(resource.props, key):
            name = str(value(resource.props, key))
            if not name.removesuffix(".fifo").endswith(f"-{environment}"):
                yield f"is named {name}, which does not end in -{environment}"


@resources_of()
def no_reserved_names(resource: ResourceValidationArgs) -> Iterator[str]:
    """Tags and functions' variables have no name that AWS keeps for itself; it would refuse them halfway through."""
    for tag in value(resource.props, "tags") or ():
        if str(tag).lower().startswith("aws:"):
            yield f"has a tag {tag}; the prefix aws: is reserved"
    for variable in value(resource.props, "environment", "variables") or ():
        if variable in RESERVED_VARIABLES:
            yield f"sets {variable}, which Lambda sets itself"


def _environment(resource: ResourceValidationArgs) -> str | None:
    tags: str | None = value(resource.props, "tags", TAG) or value(resource.props, "tagsAll", TAG)
    return tags


@lru_cache
def _takes_tags(resource_type: str) -> bool:
    """As the provider's SDK has the type: aws:sqs/queue:Queue is pulumi_aws.sqs.Queue."""
    package, module, name = resource_type.split(":")
    service = module.partition("/")[0]
    if package != "aws" or service == "index":  # a component, another provider, or what belongs to no service
        return False
    home = importlib.import_module(f"pulumi_aws.{'lambda_' if service == 'lambda' else service}")
    return hasattr(getattr(home, name), "tags")
