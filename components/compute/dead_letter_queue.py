"""A dead-letter queue: it keeps what a function or webhook could not finish, encrypted, for two weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sqs

from components.context import Context
from components.grants import Grant
from components.resource_policy import ResourcePolicy

LONGEST_RETENTION = 14 * 24 * 3600
"""Seconds; the most that SQS keeps a message."""


@dataclass(frozen=True, kw_only=True)
class DeadLetterQueueArgs:
    """The roles that alone may send, by ARN; Lambda, too, sends as its function's role what that could not do.

    With a topic in their place, it is the queue of one of its subscriptions, and SNS alone may send.
    """

    context: Context
    senders: Sequence[Input[str]] = ()
    topic_arn: Input[str] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


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
            tags=args.tags or None,
            opts=child,
        )
        policy = ResourcePolicy(
            send_action="sqs:SendMessage", all_actions="sqs:*", require_tls=args.context.require_tls
        )
        document = (
            policy.allow_only(args.senders, queue.arn)
            if args.topic_arn is None
            else policy.allow_topic(args.topic_arn, queue.arn)
        )
        sqs.QueuePolicy(f"{name}-guard", queue_url=queue.url, policy=document, opts=child)
        self.name = queue.name
        self.arn = queue.arn
        self.url = queue.url
        self.register_outputs({"arn": self.arn, "url": self.url})

    def grant_send(self) -> Grant:
        """Allow to send messages."""
        return Grant(name="DeadLetters", actions=("sqs:SendMessage",), resources=(self.arn,))
