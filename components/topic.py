"""The alerts topic: one message per risky transaction, to whoever subscribes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, ResourceOptions
from pulumi_aws import sns

from components.grants import Grant


@dataclass(frozen=True, kw_only=True)
class AlertsTopicArgs:
    """Each of `emails` is subscribed, and has to confirm it."""

    suffix: str
    emails: Sequence[str]


class AlertsTopic(ComponentResource):
    """Hands out its ARN, and the right to publish."""

    def __init__(self, name: str, args: AlertsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AlertsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        topic = sns.Topic(name, name=f"{name}-{args.suffix}", kms_master_key_id="alias/aws/sns", opts=child)
        for email in args.emails:
            sns.TopicSubscription(f"{name}-{email}", topic=topic.arn, protocol="email", endpoint=email, opts=child)
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def grant_publish(self) -> Grant:
        """May publish alerts."""
        return Grant(name="Alert", actions=("sns:Publish",), resources=(self.arn,))
