"""Policies on logs, traces and notices: kept for a bounded time, without payloads, and read by somebody."""

from collections.abc import Iterator

from pulumi_policy import EnforcementLevel, PolicyResource, ResourceValidationArgs

from policy.check import Stack, read_if_known, read_property, resource_policy, stack_policy

FUNCTION, STAGE, LOG_GROUP = (
    "aws:lambda/function:Function",
    "aws:apigateway/stage:Stage",
    "aws:cloudwatch/logGroup:LogGroup",
)
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@resource_policy(LOG_GROUP)
def log_groups_expire(group: ResourceValidationArgs) -> Iterator[str]:
    """Let logs expire."""
    if not read_property(group.props, "retentionInDays"):  # 0 keeps them for ever, too
        yield "the logs never expire; set retention_in_days"


@stack_policy(FUNCTION)
def functions_have_log_groups(function: PolicyResource, stack: Stack) -> Iterator[str]:
    """Give every function a log group of this stack; Lambda would make one that never expires."""
    group = read_property(function.props, "loggingConfig", "logGroup")
    if not group:
        group = f"/aws/lambda/{read_property(function.props, 'name')}"
    if group not in [read_property(each.props, "name") for each in stack.of(LOG_GROUP)]:
        yield f"no log group {group} in this stack; make it, and name it in logging_config"


@resource_policy(FUNCTION, STAGE)
def tracing_on(traced: ResourceValidationArgs) -> Iterator[str]:
    """Trace every request with X-Ray, through every function and stage."""
    if traced.resource_type == FUNCTION and read_property(traced.props, "tracingConfig", "mode") != "Active":
        yield "the function is not traced; set tracing_config.mode to Active"
    if traced.resource_type == STAGE and not read_property(traced.props, "xrayTracingEnabled"):
        yield "the stage is not traced; set xray_tracing_enabled"


@resource_policy("aws:apigateway/methodSettings:MethodSettings")
def payloads_stay_out_of_logs(methods: ResourceValidationArgs) -> Iterator[str]:
    """Keep requests' bodies, our customers' payments, out of the API's logs."""
    if read_property(methods.props, "settings", "dataTraceEnabled"):
        yield "the API logs payloads; set data_trace_enabled to False"


@stack_policy("aws:sns/topic:Topic", level=EnforcementLevel.ADVISORY)
def protected_stacks_tell_somebody(topic: PolicyResource, stack: Stack) -> Iterator[str]:
    """Subscribe somebody to every topic for people where data is protected; advice, since another stack may do so."""
    if read_property(topic.props, "tags", "Audience") == "programs":  # which may as well ask
        return
    if _protected(stack) and not any(topic in each.dependencies for each in stack.of(SUBSCRIPTION)):
        yield "tells nobody; subscribe somebody (alertEmails and operationsEmails do)"


def _protected(stack: Stack) -> bool:
    tables = stack.of("aws:dynamodb/table:Table")
    return any(table.opts.protect or read_if_known(table.props, "deletionProtectionEnabled") for table in tables)
