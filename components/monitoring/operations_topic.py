"""The operations topic: what is wrong with the pipeline, and when it is well again, to whoever runs it."""

from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import sns

from components.context import here
from components.storage.key import Key
from components.storage.subscriptions import Subscribers, subscribe


@dataclass(frozen=True, kw_only=True)
class OperationsTopicArgs:
    """Whom the topic tells, and how it is kept."""

    suffix: str
    subscribers: Subscribers
    key: Key | None
    require_tls: bool


class OperationsTopic(ComponentResource):
    """Hands out its ARN, for alarms to publish to."""

    def __init__(self, name: str, args: OperationsTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:OperationsTopic", name, {}, opts)
        child = ResourceOptions(parent=self)
        topic = sns.Topic(
            name,
            name=f"{name}-{args.suffix}",
            # Not `alias/aws/sns`: its key policy does not let CloudWatch in, whose messages would vanish unseen.
            kms_master_key_id=args.key.arn if args.key else None,
            opts=child,
        )
        policy = sns.TopicPolicy(
            f"{name}-policy", arn=topic.arn, policy=_policy(topic.arn, require_tls=args.require_tls), opts=child
        )
        silence = "operationsEmails is empty: nobody hears of an alarm"
        subscribe(topic, args.subscribers, name=name, silence=silence, parent=self)
        self.arn = policy.arn  # an alarm that has it finds the door open
        self.register_outputs({"arn": self.arn})


def _policy(arn: Input[str], *, require_tls: bool) -> Output[str]:
    """The account's alarms may publish, and nobody else whom no policy of the account's own lets."""
    account = here().account
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
    return Output.json_dumps({"Version": "2012-10-17", "Statement": statements})
