"""The alerts topic: one message per risky transaction, to whoever subscribes."""

from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.grants import Grant, Guard
from components.key import Key
from components.subscribers import Subscribers, subscribe


@dataclass(frozen=True, kw_only=True)
class AlertsTopicArgs:
    """Whom the topic tells, and how it is kept."""

    suffix: str
    subscribers: Subscribers
    key: Key | None
    require_tls: bool


class AlertsTopic(ComponentResource):
    """Hands out its ARN, the right to publish, and the policy that leaves it to one role."""

    def __init__(self, name: str, args: AlertsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AlertsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        key = args.key.arn if args.key else "alias/aws/sns"
        topic = sns.Topic(name, name=f"{name}-{args.suffix}", kms_master_key_id=key, opts=child)
        silence = "alertEmails is empty: nobody hears of a risky transaction"
        subscribe(topic, args.subscribers, name=name, silence=silence, parent=self)
        self._guard = Guard(send="sns:Publish", all_use="sns:Publish", require_tls=args.require_tls)
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def grant_publish(self) -> Grant:
        """May publish alerts."""
        return Grant(name="Alert", actions=("sns:Publish",), resources=(self.arn,))

    def guarded_for(self, publisher_arn: Input[str]) -> Output[str]:
        """The topic's policy, under which nobody but this role may publish."""
        return self._guard.policy(self.arn, publisher_arn)
