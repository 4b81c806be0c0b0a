"""Policies on delivery: retries are bounded, and what fails for good is kept."""

import json
from collections.abc import Iterator

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policy.check import Stack, is_set, read_if_known, read_property, resource_policy, stack_policy
from policy.document import allow_statements, pattern_matches

FUNCTION = "aws:lambda/function:Function"
SYNCHRONOUS = ("apigateway", "elasticloadbalancing")
"""The services that wait for a function's answer; the others invoke it asynchronously."""

ASK = "Ask"
"""The beginning of the Sid by which a stack says that who has the right waits for the answer: IAM cannot tell."""


@stack_policy(FUNCTION)
def functions_have_dead_letters(function: PolicyResource, stack: Stack) -> Iterator[str]:
    """Give every function a queue for the events that it failed on, unless all who invoke it wait for its answer."""
    if not is_set(function.props, "deadLetterConfig", "targetArn") and (
        not _permissions(function, stack) or _invoked_by_event(function, stack)
    ):
        yield "failed events are lost; set dead_letter_config.target_arn"


@resource_policy("aws:lambda/eventSourceMapping:EventSourceMapping")
def stream_retries_bounded(mapping: ResourceValidationArgs) -> Iterator[str]:
    """Bound a stream mapping's retries, and report each failed record alone; else a bad one blocks its shard."""
    if not is_set(mapping.props, "startingPosition"):  # only streams have one
        return
    for bound in ("maximumRetryAttempts", "maximumRecordAgeInSeconds"):
        if (read_property(mapping.props, bound) if is_set(mapping.props, bound) else -1) < 0:
            yield f"retries are not bounded; set {_option(bound)}"
    if not read_property(mapping.props, "bisectBatchOnFunctionError"):
        yield "a bad record takes its batch with it; set bisect_batch_on_function_error"
    if "ReportBatchItemFailures" not in (read_property(mapping.props, "functionResponseTypes") or ()):
        yield "records that went well are repeated; add ReportBatchItemFailures to function_response_types"
    if not is_set(mapping.props, "destinationConfig", "onFailure", "destinationArn"):
        yield "what is given up on is lost; set destination_config.on_failure"


@stack_policy(FUNCTION)
def asynchronous_invocations_bounded(function: PolicyResource, stack: Stack) -> Iterator[str]:
    """Bound the retries, and the age, of the events of a function that is invoked asynchronously."""
    if not _invoked_by_event(function, stack):
        return
    bounds = [
        each
        for each in stack.of("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
        if read_property(each.props, "functionName")
        in (read_property(function.props, "name"), read_property(function.props, "arn"))
    ]
    for bound in ("maximumRetryAttempts", "maximumEventAgeInSeconds"):
        if not any(is_set(each.props, bound) for each in bounds):
            yield f"asynchronous retries are not bounded; set {_option(bound)} in a FunctionEventInvokeConfig"


def _invoked_by_event(function: PolicyResource, stack: Stack) -> bool:
    """Tell if a service that does not wait may invoke it, or a role of the stack that does not say that it waits."""
    for permission in _permissions(function, stack):
        service, _, _ = str(read_property(permission.props, "principal")).partition(".")  # ends otherwise elsewhere
        if service not in SYNCHRONOUS:
            return True
    arn = read_property(function.props, "arn")
    return any(
        pattern_matches(action, "lambda:InvokeFunction")
        and f"{resource}:".startswith(f"{arn}:")  # or by alias or version
        for granted in stack.of("aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy")
        for statement in allow_statements(json.loads(read_property(granted.props, "policy")))
        if not statement.name.startswith(ASK)
        for action in statement.actions
        for resource in statement.resources
    )


def _permissions(function: PolicyResource, stack: Stack) -> list[PolicyResource]:
    """Return the permissions of services to invoke the function, or one of its aliases."""
    known_by = [read_if_known(function.props, key) for key in ("name", "arn")]
    permissions = stack.of("aws:lambda/permission:Permission")
    return [each for each in permissions if read_property(each.props, "function") in known_by]


def _option(bound: str) -> str:
    """Return the property as a Python program writes it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in bound)
