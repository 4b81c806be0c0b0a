"""Permissions: things hand out grants, the wiring passes them on, a function's policy is made of them.

Queues and topics guard themselves beside: a grant that somebody else hands out does not open them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input, Output


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Actions that are allowed on resources, for what a role has to do there."""

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


def policy(grants: Sequence[Grant]) -> Output[str]:
    """The policy document that allows what is granted, one statement a grant, and nothing else."""
    return pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": grant.name, "Effect": "Allow", "Action": grant.actions, "Resource": grant.resources}
                for grant in grants
            ],
        }
    )


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What a queue or topic refuses, whoever asks: `send` of all but one role, `all_use` over an unencrypted line.

    It denies, and allows nothing: the account's own policies go on to say who may read and administer.
    """

    send: str
    all_use: str
    require_tls: bool

    def policy(self, arn: Input[str], sender_arn: Input[str]) -> Output[str]:
        """The resource policy of `arn`, to which only the role of `sender_arn` may send."""
        everybody = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Resource": arn}
        sender = [sender_arn, Output.from_input(sender_arn).apply(_sessions)]
        statements: list[dict[str, Any]] = [
            {
                **everybody,
                "Sid": "OnlyItsSender",
                "Action": self.send,
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": sender}},
            }
        ]
        if self.require_tls:
            unencrypted = {"Bool": {"aws:SecureTransport": "false"}}
            statements.append({**everybody, "Sid": "OnlyByTls", "Action": self.all_use, "Condition": unencrypted})
        return Output.json_dumps({"Version": "2012-10-17", "Statement": statements})


def _sessions(role_arn: str) -> str:
    """A role's sessions; AWS tells `aws:PrincipalArn` as the role itself, other implementations as the session."""
    return role_arn.replace(":iam::", ":sts::", 1).replace(":role/", ":assumed-role/", 1) + "/*"
