"""A Lambda function with all that belongs to it; it may trace, log, use its grants, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, lambda_

from components.compute.code import ARCHITECTURE, RUNTIME, FunctionCode
from components.compute.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.context import Context
from components.grants import LAMBDA_MAY_ASSUME, TRACE, Grant, identity_policy


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """Memory in MB, timeout in seconds; a reserved concurrency of -1 reserves none."""

    context: Context
    code: FunctionCode
    handler: str
    memory: int
    timeout: int
    environment: Mapping[str, Input[str]]
    grants: Sequence[Grant]
    reserved_concurrency: int = -1


class Function(ComponentResource):
    """A function with its own role, log group and dead-letter queue; `timeout` is in seconds."""

    name: Output[str]
    arn: Output[str]
    invoke_arn: Output[str]
    timeout: int
    dead_letters: DeadLetterQueue
    permissions: iam.RolePolicy
    """To depend on, for what needs the function's rights from its beginning."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Function", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        role = iam.Role(f"{name}-role", name=context.role_name(name), assume_role_policy=LAMBDA_MAY_ASSUME, opts=child)
        self.dead_letters = DeadLetterQueue(
            f"{name}-dlq", DeadLetterQueueArgs(context=context, sender=role), opts=child
        )
        logs = cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{context.physical_name(name)}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=child,
        )
        own = [_grant_log(logs), TRACE, self.dead_letters.grant_send()]
        self.permissions = iam.RolePolicy(
            f"{name}-policy",
            name=context.physical_name(f"{name}-policy"),
            role=role.name,
            policy=identity_policy([*own, *args.grants, *context.key_grants()]),
            opts=child,
        )
        function = lambda_.Function(
            name,
            name=context.physical_name(name),
            role=role.arn,
            runtime=RUNTIME,
            architectures=[ARCHITECTURE],
            handler=args.handler,
            code=args.code.archive,
            layers=[args.code.layer_arn],
            memory_size=args.memory,
            timeout=args.timeout,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={
                "variables": {**args.environment, "DLQ_URL": self.dead_letters.url, "ENVIRONMENT": context.suffix},
            },
            dead_letter_config={"target_arn": self.dead_letters.arn},
            tracing_config={"mode": "Active"},
            logging_config={
                "log_format": "JSON",
                "log_group": logs.name,
                "application_log_level": "INFO",
                "system_log_level": "WARN",  # Lambda's own lines would cost more than ours
            },
            # The first invocation must find its rights and its log group: Lambda would make a group that never expires.
            opts=ResourceOptions(parent=self, depends_on=[self.permissions, logs]),
        )
        self.name = function.name
        self.timeout = args.timeout
        self.arn = function.arn
        self.invoke_arn = function.invoke_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "dead_letter_queue_url": self.dead_letters.url})

    def grant_invoke(self) -> Grant:
        """Allow to invoke the function."""
        return Grant(name="Invoke", actions=("lambda:InvokeFunction",), resources=(self.arn,))


def _grant_log(group: cloudwatch.LogGroup) -> Grant:
    streams: Output[str] = group.arn.apply("{}:*".format)
    return Grant(name="Log", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(streams,))
