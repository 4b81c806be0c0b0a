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
    asynchronously. The owner of that queue lists it in `falling_back`, by its name. One that only reads, and whose
    callers wait, keeps nothing: it has no queue at all (`keeps_failures`). A `provisioned_concurrency` above 0 keeps so
    many instances of the published version warm, behind the alias `live`.
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
    keeps_failures: bool = True


class Function(ComponentResource):
    """A function with its own role and log group, and a dead-letter queue, another's or none; `timeout` in seconds."""

    name: Output[str]
    arn: Output[str]
    invoke_arn: Output[str]
    """To invoke the function by, or its alias where it has one."""
    live_arn: Output[str]
    """The same as an ARN, for other functions that invoke it and wait."""
    qualifier: Output[str] | None
    """The alias that `invoke_arn` names; who may invoke only this needs a permission on it."""
    timeout: int
    permissions: iam.RolePolicy
    """To depend on, for what needs the function's rights from its beginning."""

    def __init__(self, name: str, args: FunctionArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Function", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        role = iam.Role(f"{name}-role", name=context.role_name(name), assume_role_policy=LAMBDA_MAY_ASSUME, opts=child)
        self._dead_letters = args.fallback
        if args.fallback is None and args.keeps_failures:
            senders = [role.arn, *map(context.role_arn, args.falling_back)]
            self._dead_letters = DeadLetterQueue(
                f"{name}-dlq", DeadLetterQueueArgs(context=context, senders=senders), opts=child
            )
        queue = self._dead_letters
        logs = cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/lambda/{context.physical_name(name)}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=child,
        )
        own = [_grant_log(logs), TRACE, *([queue.grant_send()] if queue else [])]
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
                "variables": {
                    **args.environment,
                    **({"DLQ_URL": queue.url} if queue else {}),
                    "ENVIRONMENT": context.suffix,
                },
            },
            dead_letter_config=None if args.fallback or not queue else {"target_arn": queue.arn},
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
        self.live_arn = live.arn if live else function.arn
        self.qualifier = live.name if live else None
        kept_in = {"dead_letter_queue_url": queue.url} if queue else {}
        self.register_outputs({"name": self.name, "arn": self.arn, **kept_in})

    @property
    def dead_letters(self) -> DeadLetterQueue:
        """Return its own queue, or the one that it falls back to.

        Raises:
            ValueError: it has none.
        """
        if self._dead_letters is None:
            raise ValueError(f"{self.pulumi_resource_name} keeps no failures")
        return self._dead_letters

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

    def grant_ask(self) -> Grant:
        """Allow to invoke what answers requests, the alias where there is one, and to wait for its answer.

        The name says so, since IAM cannot: a function that nobody invokes without waiting needs no queue.
        """
        name = "".join(map(str.capitalize, self.pulumi_resource_name.split("-")))
        return Grant(name=f"Ask{name}", actions=("lambda:InvokeFunction",), resources=(self.live_arn,))


def _grant_log(group: cloudwatch.LogGroup) -> Grant:
    streams: Output[str] = group.arn.apply("{}:*".format)
    return Grant(name="Log", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(streams,))
