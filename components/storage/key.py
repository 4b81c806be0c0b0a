"""The stack's own KMS key, which encrypts all that the stack stores."""

from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import kms

from components.context import Location, current_location

LONGEST_DELETION_WINDOW = 30
"""Days, AWS's most, in which a deletion can be taken back: what the key encrypted is lost with it."""


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """`protect` keeps the key from deletion by Pulumi."""

    suffix: str
    protect: bool


class Key(ComponentResource):
    """A key that is rotated, its alias, and the policy that says who may use it."""

    arn: Output[str]

    def __init__(self, name: str, args: KeyArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Key", name, {}, opts)
        key = kms.Key(
            f"{name}-key",
            description=f"Encrypts what the fraud detection stack {args.suffix} stores.",
            policy=Output.json_dumps(current_location().apply(lambda location: _policy(location, args.suffix))),
            enable_key_rotation=True,
            deletion_window_in_days=LONGEST_DELETION_WINDOW,
            opts=ResourceOptions(parent=self, protect=args.protect),
        )
        kms.Alias(
            f"{name}-alias",
            name=f"alias/fraud-detection-{args.suffix}",
            target_key_id=key.key_id,
            opts=ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


def _policy(location: Location, suffix: str) -> dict[str, Any]:
    """Return the key's policy: the account, and the services that use the key in nobody's name.

    CloudWatch is not held to this account (`kms:CallerAccount`, `aws:SourceAccount`): its calls carry neither, and an
    alarm whose topic it cannot encrypt for is silent. The topic's policy says which alarms may publish.
    """
    logs = location.arn("logs", f"log-group:*-{suffix}")
    queues = location.arn("sqs", f"*-webhook-*-dlq-{suffix}")
    statements: list[dict[str, Any]] = [
        {
            "Sid": "Account",  # its administrators, and every role that was granted the use
            "Principal": {"AWS": location.global_arn("iam", "root")},
            "Action": "kms:*",
        },
        {
            "Sid": "Logs",
            "Principal": {"Service": location.regional_principal("logs")},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
        },
        {
            "Sid": "Webhooks",  # what SNS puts into their queues
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": queues}},
        },
        {
            "Sid": "Alarms",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        },
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Resource": "*", **each} for each in statements],  # in a key's policy: itself
    }
