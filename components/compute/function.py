"""A Lambda function with all that belongs to it, which may trace, log, use its grants, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Archive, ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, lambda_

from components.compute.code import ARCHITECTURE, RUNTIME
from components.compute.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.grants import LAMBDA_MAY_ASSUME, TRACE, Grant, policy
from components.storage.key import Key


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What all functions of a stack have in common."""

    suffix: str
    code: Archive
    layer_arn: Input[str]
    log_retention_days: int
    key: Key | None
    require_tls: bool


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """Memory in MB, timeout in seconds; a reserved concurrency of -1 reserves none."""

    runtime: Runtime
    handler: str
    memory: int
    timeout: int
    environment: Mapping[str, Input[str]]
    grants: Sequence[Grant]
    reserved_concurrency: int = -1


class Function(ComponentResource):
    """Own role, own log group, own dead-letter queue; `timeout` is in seconds."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Function", name, {}, opts)
        child = ResourceOptions(parent=self)
        suffix, key = args.runtime.suffix, args.runtime.key
        role = iam.Role(f"{name}-role", name=role_name(name, suffix), assume_role_policy=LAMBDA_MAY_ASSUME, opts=child)
        self.dead_letters = DeadLetterQueue(
            f"{name}-dlq",
            DeadLetterQueueArgs(suffix=suffix, sender=role, key=key, require_tls=args.runtime.require_tls),
            opts=child,
        )
        logs = cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{name}-{suffix}",
            retention_in_days=args.runtime.log_retention_days,
            kms_key_id=key.arn if key else None,
            opts=child,
        )
        grants = [_grant_log(logs), TRACE, self.dead_letters.grant_send(), *args.grants]
        self.allowed = iam.RolePolicy(
            f"{name}-policy",
            name=f"{name}-policy-{suffix}",
            role=role.name,
            policy=policy([*grants, key.grant_use()] if key else grants),
            opts=child,
        )
        function = lambda_.Function(
            name,
            name=f"{name}-{suffix}",
            role=role.arn,
            runtime=RUNTIME,
            architectures=[ARCHITECTURE],
            handler=args.handler,
            code=args.runtime.code,
            layers=[args.runtime.layer_arn],
            memory_size=args.memory,
            timeout=args.timeout,
            reserved_concurrent_executions=args.reserved_concurrency,
            environment={
                "variables": {**args.environment, "DLQ_URL": self.dead_letters.url, "ENVIRONMENT": suffix},
            },
            dead_letter_config={"target_arn": self.dead_letters.arn},
            tracing_config={"mode": "Active"},
            logging_config={
                "log_format": "JSON",
                "log_group": logs.name,
                "application_log_level": "INFO",
                "system_log_level": "WARN",  # Lambda's own lines would cost more than ours
            },
            # The first invocation must find its rights and its log group, or Lambda makes one that is kept for ever.
            opts=ResourceOptions(parent=self, depends_on=[self.allowed, logs]),
        )
        self.name = function.name
        self.timeout = args.timeout
        self.arn = function.arn
        self.invoke_arn = function.invoke_arn
        self.register_outputs({"name": self.name, "arn": self.arn, "dead_letter_queue_url": self.dead_letters.url})

    def grant_invoke(self) -> Grant:
        """May invoke the function."""
        return Grant(name="Invoke", actions=("lambda:InvokeFunction",), resources=(self.arn,))


def role_name(function: str, suffix: str) -> str:
    """Return what a function's role is called, for those who have to know before it is made."""
    return f"{function}-role-{suffix}"


def _grant_log(group: cloudwatch.LogGroup) -> Grant:
    streams: Output[str] = group.arn.apply("{}:*".format)
    return Grant(name="Log", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(streams,))
