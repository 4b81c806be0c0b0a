"""Permissions: things hand out grants, the wiring passes them on, a function's policy is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

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

LAMBDA_MAY_ASSUME = pulumi.Output.json_dumps(
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
