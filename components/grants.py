"""Permissions: components offer grants, the wiring passes them on, a function's policy is made of them.

Queues and topics have resource policies beside: a grant that somebody else hands out does not open them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Actions that are allowed on resources, under the name of their purpose."""

    name: str
    actions: tuple[str, ...]
    resources: tuple[Input[str], ...]


TRACE = Grant(
    name="Trace",
    actions=("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    resources=("*",),  # X-Ray knows no resource to name
)

LAMBDA_MAY_ASSUME = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def identity_policy(grants: Sequence[Grant]) -> Output[str]:
    """Return the policy document that allows the grants, one statement each, and nothing else."""
    return policy_document(
        [
            {"Sid": grant.name, "Effect": "Allow", "Action": grant.actions, "Resource": grant.resources}
            for grant in grants
        ]
    )


@dataclass(frozen=True, kw_only=True)
class ResourcePolicy:
    """The policy of a queue or topic: it denies `send_action` to others, and `all_actions` without TLS.

    It allows nothing: the account's own policies still say who may read and administer.
    """

    send_action: str
    all_actions: str
    require_tls: bool

    def allow_only(self, sender_arns: Sequence[Input[str]], resource_arn: Input[str]) -> Output[str]:
        """Return the policy document of the resource, to which only the roles of `sender_arns` may send."""
        senders = [each for arn in sender_arns for each in (arn, Output.from_input(arn).apply(_sessions))]
        deny: dict[str, Any] = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": resource_arn}
        only_sender = {"ArnNotLike": {"aws:PrincipalArn": senders}}
        statements = [{**deny, "Sid": "OnlyItsSender", "Action": self.send_action, "Condition": only_sender}]
        if self.require_tls:
            unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
            statements.append({**deny, "Sid": "OnlyByTls", "Action": self.all_actions, "Condition": unencrypted})
        return policy_document(statements)


def policy_document(statements: Sequence[dict[str, Any]]) -> Output[str]:
    """Return the statements as a policy document."""
    return Output.json_dumps({"Version": "2012-10-17", "Statement": statements})


def _sessions(role_arn: str) -> str:
    """Return a role's sessions: AWS gives `aws:PrincipalArn` as the role, other implementations as the session."""
    return role_arn.replace(":iam::", ":sts::", 1).replace(":role/", ":assumed-role/", 1) + "/*"
