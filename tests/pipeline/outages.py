"""Outages of a stack on the embedded AWS, and what they leave behind."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from emulator.streams.role import FunctionRole
from fraudctl.recovery import Stage
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import post, score

SUFFIX = "recovery"


@contextlib.contextmanager
def outage(stack: LocalStack, function: str, action: str) -> Iterator[None]:
    """The function may not do this for a while."""
    iam, role = stack.target.client("iam"), f"{function}-role-{SUFFIX}"
    denied = {"Effect": "Deny", "Action": action, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    iam.put_role_policy(RoleName=role, PolicyName="outage", PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="outage")


def accept(stack: LocalStack, *identities: str, **fields: Any) -> None:
    for each in identities:
        assert post(stack, {"transaction_id": each, **fields}).status == 200


def send_to_queue(stack: LocalStack, stage: Stage, content: Any) -> None:
    """Puts a message into the queue as the function itself does, for nobody else may."""
    target, name = stack.target, stack.target.exports[f"{stage}_function_name"]
    role = target.client("lambda").get_function_configuration(FunctionName=name)["Role"]
    acting = FunctionRole(target.client("sts"), role, name).session_in(target.region)
    queues = acting.client("sqs", endpoint_url=target.emulator)
    queues.send_message(QueueUrl=target.exports[f"{stage}_queue_url"], MessageBody=json.dumps(content))


def unscore(stack: LocalStack, *identities: str) -> None:
    """Their scores are gone, as if they had never been written."""
    for each in identities:
        score(stack, each)
        stack.target.client("dynamodb").delete_item(
            TableName=stack.target.exports["fraud_scores_table_name"], Key={"transaction_id": {"S": each}}
        )
