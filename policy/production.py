"""Policies on production only: a stack whose name or Environment tag is prod or ends in -prod."""

import re
from collections.abc import Iterator

from pulumi_policy import PolicyResource

from policy.check import Stack, read_property, stack_policy

PRODUCTION = re.compile(r"(.*-)?prod(uction)?")


@stack_policy("aws:dynamodb/table:Table")
def production_data_protected(table: PolicyResource, stack: Stack) -> Iterator[str]:
    """Protect production's tables from deletion, and back them up to any second of the last 35 days."""
    if not _production(stack):
        return
    if not table.opts.protect:
        yield "pulumi destroy would delete the data; set protect in its options"
    if not read_property(table.props, "deletionProtectionEnabled"):
        yield "anybody may delete the data; set deletion_protection_enabled"
    if not read_property(table.props, "pointInTimeRecovery", "enabled"):
        yield "the data cannot be restored; set point_in_time_recovery.enabled"


@stack_policy("aws:apigateway/method:Method")
def production_methods_authenticated(method: PolicyResource, stack: Stack) -> Iterator[str]:
    """Authenticate production's API methods that reach anything; an API key or a throttle is no authentication."""
    if (
        _production(stack)
        and read_property(method.props, "authorization") in (None, "NONE")
        and _reaches(method, stack)
    ):
        yield "anybody may call this method; set authorization, to AWS_IAM for example"


def _reaches(method: PolicyResource, stack: Stack) -> bool:
    """Tell if more than a fixed answer is behind a method, by the dependencies, which a preview knows."""
    behind = [each for each in stack.of("aws:apigateway/integration:Integration") if method in each.dependencies]
    return not behind or any(read_property(each.props, "type") != "MOCK" for each in behind)


def _production(stack: Stack) -> bool:
    return any(
        PRODUCTION.fullmatch(name)
        for resource in stack.resources
        for name in (resource.urn.split(":")[2], read_property(resource.props, "tags", "Environment"))
        if name
    )
