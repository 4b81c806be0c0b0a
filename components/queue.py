"""A dead-letter queue: what could not go on waits here, encrypted, for two weeks."""

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import sqs

from components.grants import Grant

LONGEST_RETENTION = 14 * 24 * 3600
"""Seconds; the most that SQS keeps a message."""


class DeadLetterQueue(ComponentResource):
    """Hands out its address, and the right to send to it."""

    def __init__(self, name: str, *, suffix: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:DeadLetterQueue", name, {}, opts)
        queue = sqs.Queue(
            name,
            name=f"{name}-{suffix}",
            message_retention_seconds=LONGEST_RETENTION,
            sqs_managed_sse_enabled=True,
            opts=ResourceOptions(parent=self),
        )
        self.arn = queue.arn
        self.url = queue.url
        self.register_outputs({"arn": self.arn, "url": self.url})

    def grant_send(self) -> Grant:
        """May put messages in."""
        return Grant(name="DeadLetters", actions=("sqs:SendMessage",), resources=(self.arn,))
