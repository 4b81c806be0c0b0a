"""A Lambda function with all that belongs to it; it may trace, log, use its grants, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, lambda_

from components.compute.code import ARCHITECTURE, RUNTIME, FunctionCode
from components.compute.dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
from components.context import Context
from components.grants import LAMBDA_MAY_ASSUME, TRACE, Grant, identity_policy

LIVE = "live"


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """Memory in MB, timeout in seconds; a reserved concurrency of -1 reserves none.

    With a `fallback`, the queue of another function, it has none of its own: for one that nothing invokes
    asynchronously. The owner of that queue lists it in `falling_back`, by its name. A `provisioned_concurrency` above 0
    keeps so many instances of the published version warm, behind the alias `live`.
    """

    context: Context
    code: FunctionCode
    handler: str
    memory: int
    timeout: int
    environment: Mapping[str, Input[str]]
    grants: Sequence[Grant]
    reserved_concurrency: int = -1
    provisioned_concurrency: int = 0
    fallback: DeadLetterQueue | None = None
    falling_back: Sequence[str] = ()


class Function(ComponentResource):
    """A function with its own role and log group, and a dead-letter queue or another's; `timeout` is in seconds."""

    name: Output[str]
    arn: Output[str]
    invoke_arn: Output[str]
    """To invoke the function by, or its alias where it has one."""
    qualifier: Output[str] | None
    """The alias that `invoke_arn` names; who may invoke only this needs a permission on it."""
    timeout: int
    dead_letters: DeadLetterQueue
    """Its own queue, or the one that it falls back to."""
    permissions: iam.RolePolicy
    """To depend on, for what needs the function's rights from its beginning."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Function", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        role = iam.Role(f"{name}-role", name=context.role_name(name), assume_role_policy=LAMBDA_MAY_ASSUME, opts=child)
        self.dead_letters = args.fallback or DeadLetterQueue(
            f"{name}-dlq",
            DeadLetterQueueArgs(context=context, senders=[role.arn, *map(context.role_arn, args.falling_back)]),
            opts=child,
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
            publish=True if args.provisioned_concurrency else None,
            environment={
                "variables": {**args.environment, "DLQ_URL": self.dead_letters.url, "ENVIRONMENT": context.suffix},
            },
            dead_letter_config=None if args.fallback else {"target_arn": self.dead_letters.arn},
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
        live = self._live(function, args.provisioned_concurrency, child) if args.provisioned_concurrency else None
        self.invoke_arn = live.invoke_arn if live else function.invoke_arn
        self.qualifier = live.name if live else None
        self.register_outputs({"name": self.name, "arn": self.arn, "dead_letter_queue_url": self.dead_letters.url})

    @staticmethod
    def _live(function: lambda_.Function, provisioned: int, opts: ResourceOptions) -> lambda_.Alias:
        """Make the alias of the newest version, of which instances are kept warm: Lambda keeps none of $LATEST."""
        name = f"{function.pulumi_resource_name}-{LIVE}"
        alias = lambda_.Alias(
            name, name=LIVE, function_name=function.name, function_version=function.version, opts=opts
        )
        lambda_.ProvisionedConcurrencyConfig(
            f"{name}-provisioned",
            function_name=function.name,
            qualifier=alias.name,
            provisioned_concurrent_executions=provisioned,
            opts=opts,
        )
        return alias

    def grant_invoke(self) -> Grant:
        """Allow to invoke the function."""
        return Grant(name="Invoke", actions=("lambda:InvokeFunction",), resources=(self.arn,))


def _grant_log(group: cloudwatch.LogGroup) -> Grant:
    streams: Output[str] = group.arn.apply("{}:*".format)
    return Grant(name="Log", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(streams,))
