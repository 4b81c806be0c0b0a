"""Resources outside the commercial regions are looked for by the ARNs of their partition."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.program.monitor import Resource
from fraudctl.adopt.plan import plan_adoption
from fraudctl.adopt.registry import Account


class EmptyAccount:
    """A client of an account without any resource, which records what it was asked for."""

    def __init__(self, asked: list[str]) -> None:
        self.asked = asked

    def __getattr__(self, operation: str) -> Any:
        def call(*_: str, **parameters: Any) -> "EmptyAccount":
            self.asked += map(str, parameters.values())
            if operation == "get_paginator":
                return self
            raise ClientError({"Error": {"Code": "NotFound", "Message": ""}}, operation)

        return call


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc")],
)
def test_resources_are_looked_for_by_the_partitions_arns(
    resources: Sequence[Resource], region: str, partition: str
) -> None:
    asked: list[str] = []
    account = Account(number="210987654321", region=region, make_client=lambda _: EmptyAccount(asked))

    plan_adoption(resources, account)

    arns = [text for text in asked if text.startswith("arn:")]
    assert f"arn:{partition}:sns:{region}:210987654321:fraud-alerts-dev" in arns
    assert f"arn:{partition}:iam::210987654321:policy/fraud-detection-client-dev" in arns
    assert {match for text in asked for match in re.findall(r"arn:(aws[a-z-]*):", text)} == {partition}
