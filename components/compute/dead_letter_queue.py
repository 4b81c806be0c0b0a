"""A dead-letter queue: it keeps what a function could not finish, encrypted, for two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sqs

from components.context import Context
from components.grants import Grant, ResourcePolicy

LONGEST_RETENTION = 14 * 24 * 3600
"""Seconds; the most that SQS keeps a message."""


@dataclass(frozen=True, kw_only=True)
class DeadLetterQueueArgs:
    """The roles that alone may send, by ARN; Lambda, too, sends as its function's role what that could not do."""

    context: Context
    senders: Sequence[Input[str]]


class DeadLetterQueue(ComponentResource):
    """A queue with its resource policy."""

    name: Output[str]
    arn: Output[str]
    url: Output[str]

    def __init__(self, name: str, args: DeadLetterQueueArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:DeadLetterQueue", name, {}, opts)
        child = ResourceOptions(parent=self)
        queue = sqs.Queue(
            name,
            name=args.context.physical_name(name),
            message_retention_seconds=LONGEST_RETENTION,
            sqs_managed_sse_enabled=None if args.context.key_arn else True,
            kms_master_key_id=args.context.key_arn,
            opts=child,
        )
        policy = ResourcePolicy(
            send_action="sqs:SendMessage", all_actions="sqs:*", require_tls=args.context.require_tls
        )
        sqs.QueuePolicy(
            f"{name}-guard", queue_url=queue.url, policy=policy.allow_only(args.senders, queue.arn), opts=child
        )
        self.name = queue.name
        self.arn = queue.arn
        self.url = queue.url
        self.register_outputs({"arn": self.arn, "url": self.url})

    def grant_send(self) -> Grant:
        """Allow to send messages."""
        return Grant(name="DeadLetters", actions=("sqs:SendMessage",), resources=(self.arn,))
