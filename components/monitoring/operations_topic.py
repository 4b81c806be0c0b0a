"""The operations topic: alarms notify it when they ring and when they are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.context import Context, current_location
from components.grants import policy_document
from components.storage.subscriptions import subscribe_emails


@dataclass(frozen=True, kw_only=True)
class OperationsTopicArgs:
    """The subscribers' addresses."""

    context: Context
    emails: Sequence[str]


class OperationsTopic(ComponentResource):
    """A topic with its subscriptions, and the policy that lets the account's alarms publish."""

    arn: Output[str]

    def __init__(self, name: str, args: OperationsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:OperationsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        context = args.context
        topic = sns.Topic(
            name,
            name=context.physical_name(name),
            # Not `alias/aws/sns`: its key policy shuts CloudWatch out, and the alarms' messages would be lost silently.
            kms_master_key_id=context.key_arn,
            opts=child,
        )
        policy = sns.TopicPolicy(
            f"{name}-policy", arn=topic.arn, policy=_policy(topic.arn, require_tls=context.require_tls), opts=child
        )
        warning = "operationsEmails is empty: nobody hears of an alarm"
        subscribe_emails(topic, args.emails, context=context, name=name, warning=warning, parent=self)
        self.arn = policy.arn  # what depends on it may publish already
        self.register_outputs({"arn": self.arn})


def _policy(arn: Input[str], *, require_tls: bool) -> Output[str]:
    """Allow the account's alarms to publish; others need a policy of the account's own."""
    account = current_location().account
    statements: list[dict[str, Any]] = [
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        }
    ]
    if require_tls:
        statements.append(
            {
                "Sid": "OnlyByTls",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "sns:Publish",
                "Resource": arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        )
    return policy_document(statements)
