"""Nothing is retried for ever, and what is given up on is kept."""

import json
from collections.abc import Iterator

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policy.check import Stack, given, resources_of, stacks_with, value
from policy.document import allowed, covers

FUNCTION = "aws:lambda/function:Function"
SYNCHRONOUS = ("apigateway", "elasticloadbalancing")
"""The services that wait for a function's answer; the others hand over an event and go."""


@resources_of(FUNCTION)
def functions_have_dead_letters(function: ResourceValidationArgs) -> Iterator[str]:
    """A function has a queue for the events that it failed on."""
    if not given(function.props, "deadLetterConfig", "targetArn"):
        yield "failed events are lost; set dead_letter_config.target_arn"


@resources_of("aws:lambda/eventSourceMapping:EventSourceMapping")
def stream_retries_bounded(mapping: ResourceValidationArgs) -> Iterator[str]:
    """A stream's mapping gives up on a record, soon enough, alone, and says so; else a bad one blocks its shard."""
    if not given(mapping.props, "startingPosition"):  # only streams have one
        return
    for bound in ("maximumRetryAttempts", "maximumRecordAgeInSeconds"):
        if (value(mapping.props, bound) if given(mapping.props, bound) else -1) < 0:
            yield f"retries are not bounded; set {_option(bound)}"
    if not value(mapping.props, "bisectBatchOnFunctionError"):
        yield "a bad record takes its batch with it; set bisect_batch_on_function_error"
    if "ReportBatchItemFailures" not in (value(mapping.props, "functionResponseTypes") or ()):
        yield "records that went well are repeated; add ReportBatchItemFailures to function_response_types"
    if not given(mapping.props, "destinationConfig", "onFailure", "destinationArn"):
        yield "what is given up on is lost; set destination_config.on_failure"


@stacks_with(FUNCTION)
def asynchronous_invocations_bounded(function: PolicyResource, stack: Stack) -> Iterator[str]:
    """A function that is invoked asynchronously says how often, and for how long, an event is tried again."""
    if not _invoked_by_event(function, stack):
        return
    bounds = [
        each
        for each in stack.of("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
        if value(each.props, "functionName") in (value(function.props, "name"), value(function.props, "arn"))
    ]
    for bound in ("maximumRetryAttempts", "maximumEventAgeInSeconds"):
        if not any(given(each.props, bound) for each in bounds):
            yield f"asynchronous retries are not bounded; set {_option(bound)} in a FunctionEventInvokeConfig"


def _invoked_by_event(function: PolicyResource, stack: Stack) -> bool:
    """By a service that does not wait, or by a role of the stack; a role's grant does not tell whether it waits."""
    name, arn = value(function.props, "name"), value(function.props, "arn")
    for permission in stack.of("aws:lambda/permission:Permission"):
        service = str(value(permission.props, "principal")).partition(".")[0]  # whatever the partition's names end in
        if service not in SYNCHRONOUS and value(permission.props, "function") in (name, arn):
            return True
    return any(
        covers(action, "lambda:InvokeFunction") and resource.removesuffix(":*") == arn
        for granted in stack.of("aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy")
        for allowance in allowed(json.loads(value(granted.props, "policy")))
        for action in allowance.actions
        for resource in allowance.resources
    )


def _option(bound: str) -> str:
    """The property as a Python program writes it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in bound)
