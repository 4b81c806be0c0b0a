"""Permissions: components offer grants, the wiring passes them on, a function's policy is made of them."""

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


def policy_document(statements: Sequence[dict[str, Any]]) -> Output[str]:
    """Return the statements as a policy document."""
    return Output.json_dumps({"Version": "2012-10-17", "Statement": statements})
