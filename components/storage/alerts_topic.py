"""The alerts topic: one message per risky transaction, to every subscriber."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import sns

from components.context import Context
from components.grants import Grant
from components.resource_policy import ResourcePolicy
from components.storage.subscriptions import subscribe_emails


@dataclass(frozen=True, kw_only=True)
class AlertsTopicArgs:
    """The subscribers' addresses; only the role of the function `publisher` may publish."""

    context: Context
    publisher: str
    emails: Sequence[str]


class AlertsTopic(ComponentResource):
    """A topic with its subscriptions and its resource policy."""

    arn: Output[str]

    def __init__(self, name: str, args: AlertsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:AlertsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        topic = sns.Topic(
            name,
            name=context.physical_name(name),
            kms_master_key_id="alias/aws/sns" if context.key_arn is None else context.key_arn,
            opts=child,
        )
        warning = "alertEmails is empty: nobody hears of a risky transaction"
        subscribe_emails(topic, args.emails, context=context, name=name, warning=warning, parent=self)
        policy = ResourcePolicy(send_action="sns:Publish", all_actions="sns:Publish", require_tls=context.require_tls)
        sns.TopicPolicy(
            f"{name}-guard",
            arn=topic.arn,
            policy=policy.allow_only([context.role_arn(args.publisher)], topic.arn),
            opts=ResourceOptions(parent=self, aliases=[_urn_within_scoring(f"{name}-guard")]),
        )
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def grant_publish(self) -> Grant:
        """Allow to publish alerts."""
        return Grant(name="Alert", actions=("sns:Publish",), resources=(self.arn,))


def _urn_within_scoring(name: str) -> Output[str]:
    """Return the policy's URN from when Scoring made it: a stack that has it keeps it, without a moment's gap."""
    scoring = pulumi.create_urn("scoring", "fraud:index:Scoring")
    return pulumi.create_urn(name, "aws:sns/topicPolicy:TopicPolicy", parent=scoring)
