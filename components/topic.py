"""The alerts topic: one message per risky transaction, to whoever subscribes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.grants import Grant, Guard
from components.key import Key


@dataclass(frozen=True, kw_only=True)
class AlertsTopicArgs:
    """Each of `emails` is subscribed, and has to confirm it."""

    suffix: str
    emails: Sequence[str]
    key: Key | None
    require_tls: bool


class AlertsTopic(ComponentResource):
    """Hands out its ARN, the right to publish, and the policy that leaves it to one role."""

    def __init__(self, name: str, args: AlertsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AlertsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        key = args.key.arn if args.key else "alias/aws/sns"
        topic = sns.Topic(name, name=f"{name}-{args.suffix}", kms_master_key_id=key, opts=child)
        for email in args.emails:
            sns.TopicSubscription(f"{name}-{email}", topic=topic.arn, protocol="email", endpoint=email, opts=child)
        self._guard = Guard(send="sns:Publish", all_use="sns:Publish", require_tls=args.require_tls)
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def grant_publish(self) -> Grant:
        """May publish alerts."""
        return Grant(name="Alert", actions=("sns:Publish",), resources=(self.arn,))

    def guarded_for(self, publisher_arn: Input[str]) -> Output[str]:
        """The topic's policy, under which nobody but this role may publish."""
        return self._guard.policy(self.arn, publisher_arn)
