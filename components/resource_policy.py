"""The policies of queues and topics: a grant that somebody else hands out does not open them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output

from components.context import current_location
from components.grants import policy_document


@dataclass(frozen=True, kw_only=True)
class ResourcePolicy:
    """The policy of a queue or topic: it denies `send_action` to others, and `all_actions` without TLS.

    It allows nothing to people and functions: the account's own policies still say who may read and administer.
    """

    send_action: str
    all_actions: str
    require_tls: bool

    def allow_only(self, sender_arns: Sequence[Input[str]], resource_arn: Input[str]) -> Output[str]:
        """Return the policy document of the resource, to which only the roles of `sender_arns` may send."""
        senders = [each for arn in sender_arns for each in (arn, Output.from_input(arn).apply(_sessions))]
        return self._document(resource_arn, "OnlyItsSender", {"ArnNotLike": {"aws:PrincipalArn": senders}})

    def allow_topic(self, topic_arn: Input[str], resource_arn: Input[str]) -> Output[str]:
        """Return the policy document of a queue, to which SNS alone may send, for this topic."""
        of_topic = {"aws:SourceArn": topic_arn}
        allow = {
            "Sid": "Topic",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": self.send_action,
            "Resource": resource_arn,
            "Condition": {"ArnEquals": of_topic},
        }
        return self._document(resource_arn, "OnlyItsSender", {"ArnNotEquals": of_topic}, allow)

    def allow_account(self, resource_arn: Input[str]) -> Output[str]:
        """Return the policy document of the resource, to which whom the account lets may send, and nobody else."""
        own = current_location().apply(
            lambda here: [f"arn:{here.partition}:{service}::{here.account}:*" for service in ("iam", "sts")]
        )
        return self._document(resource_arn, "OnlyItsAccount", {"ArnNotLike": {"aws:PrincipalArn": own}})

    def _document(
        self, resource_arn: Input[str], sid: str, of_others: Mapping[str, Any], *allowed: Mapping[str, Any]
    ) -> Output[str]:
        deny: dict[str, Any] = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": resource_arn}
        statements = [*map(dict, allowed), {**deny, "Sid": sid, "Action": self.send_action, "Condition": of_others}]
        if self.require_tls:
            unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
            statements.append({**deny, "Sid": "OnlyByTls", "Action": self.all_actions, "Condition": unencrypted})
        return policy_document(statements)


def _sessions(role_arn: str) -> str:
    """Return a role's sessions: AWS gives `aws:PrincipalArn` as the role, other implementations as the session."""
    return role_arn.replace(":iam::", ":sts::", 1).replace(":role/", ":assumed-role/", 1) + "/*"
