"""A dead-letter queue: what could not go on waits here, encrypted, for two weeks."""

from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import iam, sqs

from components.grants import Grant, Guard
from components.storage.key import Key

LONGEST_RETENTION = 14 * 24 * 3600
"""Seconds; the most that SQS keeps a message."""


@dataclass(frozen=True, kw_only=True)
class DeadLetterQueueArgs:
    """Only `sender` may send: the function's role, as which Lambda sends what the function could not finish, too."""

    suffix: str
    sender: iam.Role
    key: Key | None
    require_tls: bool


class DeadLetterQueue(ComponentResource):
    """Hands out its address, and the right to send to it."""

    def __init__(self, name: str, args: DeadLetterQueueArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:DeadLetterQueue", name, {}, opts)
        child = ResourceOptions(parent=self)
        queue = sqs.Queue(
            name,
            name=f"{name}-{args.suffix}",
            message_retention_seconds=LONGEST_RETENTION,
            sqs_managed_sse_enabled=None if args.key else True,
            kms_master_key_id=args.key.arn if args.key else None,
            opts=child,
        )
        guard = Guard(send="sqs:SendMessage", all_use="sqs:*", require_tls=args.require_tls)
        sqs.QueuePolicy(
            f"{name}-guard", queue_url=queue.url, policy=guard.policy(queue.arn, args.sender.arn), opts=child
        )
        self.name = queue.name
        self.arn = queue.arn
        self.url = queue.url
        self.register_outputs({"arn": self.arn, "url": self.url})

    def grant_send(self) -> Grant:
        """May put messages in."""
        return Grant(name="DeadLetters", actions=("sqs:SendMessage",), resources=(self.arn,))
