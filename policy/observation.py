"""What runs can be followed, for a bounded time, without its payloads, and by somebody."""

from collections.abc import Iterator

from pulumi_policy import EnforcementLevel, PolicyResource, ResourceValidationArgs

from policy.check import Stack, known, resources_of, stacks_with, value

FUNCTION, STAGE, LOG_GROUP = (
    "aws:lambda/function:Function",
    "aws:apigateway/stage:Stage",
    "aws:cloudwatch/logGroup:LogGroup",
)
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@resources_of(LOG_GROUP)
def log_groups_expire(group: ResourceValidationArgs) -> Iterator[str]:
    """Logs are not kept for ever."""
    if not value(group.props, "retentionInDays"):  # 0 is for ever, too
        yield "the logs never expire; set retention_in_days"


@stacks_with(FUNCTION)
def functions_have_log_groups(function: PolicyResource, stack: Stack) -> Iterator[str]:
    """A function logs to a group of this stack; Lambda would make one that is kept for ever."""
    group = value(function.props, "loggingConfig", "logGroup") or f"/aws/lambda/{value(function.props, 'name')}"
    if group not in [value(each.props, "name") for each in stack.of(LOG_GROUP)]:
        yield f"no log group {group} in this stack; make it, and name it in logging_config"


@resources_of(FUNCTION, STAGE)
def tracing_on(traced: ResourceValidationArgs) -> Iterator[str]:
    """X-Ray follows a request through every function and stage."""
    if traced.resource_type == FUNCTION and value(traced.props, "tracingConfig", "mode") != "Active":
        yield "the function is not traced; set tracing_config.mode to Active"
    if traced.resource_type == STAGE and not value(traced.props, "xrayTracingEnabled"):
        yield "the stage is not traced; set xray_tracing_enabled"


@resources_of("aws:apigateway/methodSettings:MethodSettings")
def payloads_stay_out_of_logs(methods: ResourceValidationArgs) -> Iterator[str]:
    """The API logs no requests' bodies: they are our customers' payments."""
    if value(methods.props, "settings", "dataTraceEnabled"):
        yield "the API logs payloads; set data_trace_enabled to False"


@stacks_with("aws:sns/topic:Topic", level=EnforcementLevel.ADVISORY)
def protected_stacks_tell_somebody(topic: PolicyResource, stack: Stack) -> Iterator[str]:
    """Where data is protected, somebody subscribes to every topic; advice, since it may be another stack that does."""
    if _protected(stack) and not any(topic in each.dependencies for each in stack.of(SUBSCRIPTION)):
        yield "tells nobody; subscribe somebody (alertEmails and operationsEmails do)"


def _protected(stack: Stack) -> bool:
    tables = stack.of("aws:dynamodb/table:Table")
    return any(table.opts.protect or known(table.props, "deletionProtectionEnabled") for table in tables)
