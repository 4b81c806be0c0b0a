"""The alerts topic: one message per risky transaction, to whoever subscribes."""

from dataclasses import dataclass

import pulumi
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import sns

from components.compute.function import role_name
from components.context import here
from components.grants import Grant, Guard
from components.storage.key import Key
from components.storage.subscriptions import Subscribers, subscribe


@dataclass(frozen=True, kw_only=True)
class AlertsTopicArgs:
    """Whom the topic tells, and how it is kept; only the role of the function `publisher` may publish."""

    suffix: str
    publisher: str
    subscribers: Subscribers
    key: Key | None
    require_tls: bool


class AlertsTopic(ComponentResource):
    """Hands out its ARN and the right to publish; its policy leaves that to one role."""

    def __init__(self, name: str, args: AlertsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AlertsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        key = args.key.arn if args.key else "alias/aws/sns"
        topic = sns.Topic(name, name=f"{name}-{args.suffix}", kms_master_key_id=key, opts=child)
        silence = "alertEmails is empty: nobody hears of a risky transaction"
        subscribe(topic, args.subscribers, name=name, silence=silence, parent=self)
        guard = Guard(send="sns:Publish", all_use="sns:Publish", require_tls=args.require_tls)
        # The role comes later, and need not be there: the guard names it in a condition, not as a principal.
        publisher = here().apply(lambda at: at.global_arn("iam", f"role/{role_name(args.publisher, args.suffix)}"))
        sns.TopicPolicy(
            f"{name}-guard",
            arn=topic.arn,
            policy=guard.policy(topic.arn, publisher),
            opts=ResourceOptions(parent=self, aliases=[_of_scoring(f"{name}-guard")]),
        )
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def grant_publish(self) -> Grant:
        """May publish alerts."""
        return Grant(name="Alert", actions=("sns:Publish",), resources=(self.arn,))


def _of_scoring(name: str) -> Output[str]:
    """Return the policy's URN from when Scoring made it: a stack that has it so keeps it, with no moment without."""
    scoring = pulumi.create_urn("scoring", "fraud:index:Scoring")
    return pulumi.create_urn(name, "aws:sns/topicPolicy:TopicPolicy", parent=scoring)
