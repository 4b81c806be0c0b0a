"""What holds for production only: the stack, or a stack whose Environment tag, is named prod or ends in -prod."""

import re
from collections.abc import Iterator

from pulumi_policy import PolicyResource

from policy.check import Stack, stacks_with, value

PRODUCTION = re.compile(r"(.*-)?prod(uction)?")


@stacks_with("aws:dynamodb/table:Table")
def production_data_protected(table: PolicyResource, stack: Stack) -> Iterator[str]:
    """In production a table cannot be deleted, and can be restored to any second of the last 35 days."""
    if not _production(stack):
        return
    if not table.opts.protect:
        yield "pulumi destroy would delete the data; set protect in its options"
    if not value(table.props, "deletionProtectionEnabled"):
        yield "anybody may delete the data; set deletion_protection_enabled"
    if not value(table.props, "pointInTimeRecovery", "enabled"):
        yield "the data cannot be restored; set point_in_time_recovery.enabled"


@stacks_with("aws:apigateway/method:Method")
def production_methods_authenticated(method: PolicyResource, stack: Stack) -> Iterator[str]:
    """In production the API knows who calls what reaches anything; an API key or a throttle is no authentication."""
    if _production(stack) and value(method.props, "authorization") in (None, "NONE") and _reaches(method, stack):
        yield "anybody may call this method; set authorization, to AWS_IAM for example"


def _reaches(method: PolicyResource, stack: Stack) -> bool:
    """Whether more than fixed answers is behind a method; by what depends on it, which a preview knows."""
    behind = [each for each in stack.of("aws:apigateway/integration:Integration") if method in each.dependencies]
    return not behind or any(value(each.props, "type") != "MOCK" for each in behind)


def _production(stack: Stack) -> bool:
    return any(
        PRODUCTION.fullmatch(name)
        for resource in stack.resources
        for name in (resource.urn.split(":")[2], value(resource.props, "tags", "Environment"))
        if name
    )
