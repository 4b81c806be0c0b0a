"""The customer-managed key: one for all that the stack stores, whose use and whose end are in the account's hands."""

from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Output, ResourceOptions
from pulumi_aws import kms

from components.context import Place, here
from components.grants import Grant

LONGEST_DELETION_WINDOW = 30
"""Days, AWS's most, in which a deletion can be taken back: what the key encrypted is lost with it."""


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """`protect` keeps the key from deletion by Pulumi."""

    suffix: str
    protect: bool


class Key(ComponentResource):
    """Hands out its ARN, and the right to use it."""

    def __init__(self, name: str, args: KeyArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("fraud:index:Key", name, {}, opts)
        key = kms.Key(
            f"{name}-key",
            description=f"Encrypts what the fraud detection stack {args.suffix} stores.",
            policy=Output.json_dumps(here().apply(lambda place: _policy(place, args.suffix))),
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

    def grant_use(self) -> Grant:
        """May use tables, queues and topics that the key encrypts: SQS, SNS and DynamoDB call it as their caller."""
        return Grant(name="UseKey", actions=("kms:Decrypt", "kms:GenerateDataKey*"), resources=(self.arn,))


def _policy(place: Place, suffix: str) -> dict[str, Any]:
    """Who may use the key beside those whose own policies say so: the services that act for nobody.

    CloudWatch is not held to this account (`kms:CallerAccount`, `aws:SourceAccount`): its calls carry neither, and an
    alarm whose topic it cannot encrypt for is silent. Which alarms may publish is for the topic's policy to say.
    """
    logs = place.arn("logs", f"log-group:*-{suffix}")
    statements: list[dict[str, Any]] = [
        {
            "Sid": "Account",  # its administrators, and every role that was granted the use
            "Principal": {"AWS": place.global_arn("iam", "root")},
            "Action": "kms:*",
        },
        {
            "Sid": "Logs",
            "Principal": {"Service": place.regional_principal("logs")},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
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
