"""Outages of a stack on the embedded AWS, and the recovery from what they leave behind."""

import contextlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from emulator.streams.role import FunctionRole
from fraudctl.recovery import ReconcileResult, RedriveResult, Stage, reconcile_scores, redrive_queue
from fraudctl.recovery.diagnosis import IN_PROCESSING, IN_SCORING
from fraudctl.recovery.queue import RedriveQueue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import ApiAnswer, post_transaction, score, stored_transactions
from tests.pipeline.waiting import eventually

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

SUFFIX = "recovery"
RISKY: dict[str, Any] = {"amount": 20_000, "merchant": "Offshore Crypto"}


@contextlib.contextmanager
def outage(stack: LocalStack, function: str, action: str, table: str = "") -> Iterator[None]:
    """Deny the function an action until the block ends, on everything or on one table."""
    resource = f"arn:aws:dynamodb:*:*:table/{table}-{SUFFIX}" if table else "*"
    with denied(stack.target.client("iam"), f"{function}-role-{SUFFIX}", action, resource):
        yield


@contextlib.contextmanager
def denied(iam: "IAMClient", role: str, action: str, resource: str = "*") -> Iterator[None]:
    """Deny a role an action until the block ends; several such blocks may stand in one another."""
    name = f"outage-{crc32(f'{action} {resource}'.encode())}"
    statement = {"Effect": "Deny", "Action": action, "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName=name)


def accept(stack: LocalStack, *identities: str, **fields: Any) -> None:
    """Post a transaction for each id, and check that it is accepted."""
    for each in identities:
        assert post_transaction(stack, {"transaction_id": each, **fields}).status == 200


def ask(stack: LocalStack, identity: str, **fields: Any) -> ApiAnswer:
    """Ask for a decision on a transaction."""
    return post_transaction(stack, {"transaction_id": identity, **fields}, endpoint="decisions_endpoint")


def decide(stack: LocalStack, identity: str, **fields: Any) -> ApiAnswer:
    """Ask for a decision until there is one, as a client does: on a busy machine nothing may be in time."""

    def answered() -> ApiAnswer | None:
        answer = ask(stack, identity, **fields)
        return answer if answer.status == 200 else None

    return eventually(answered, f"a decision on {identity}")


def send_as_function(stack: LocalStack, stage: Stage, content: Any) -> None:
    """Send a message to the stage's queue as the function itself, as nobody else is allowed to."""
    target, name = stack.target, stack.target.exports[f"{stage}_function_name"]
    role = target.client("lambda").get_function_configuration(FunctionName=name)["Role"]
    session = FunctionRole(target.client("sts"), role, name).session_in(target.region)
    queues = session.client("sqs", endpoint_url=target.emulator)
    queues.send_message(QueueUrl=target.exports[f"{stage}_queue_url"], MessageBody=json.dumps(content))


def unscore(stack: LocalStack, *identities: str) -> None:
    """Delete their scores, as if they had never been written."""
    for each in identities:
        score(stack, each)
        stack.target.client("dynamodb").delete_item(
            TableName=stack.target.exports["fraud_scores_table_name"], Key={"transaction_id": {"S": each}}
        )


def await_dead_letters(stack: LocalStack, stage: Stage, *identities: str) -> None:
    """Wait until reconcile, which looks into the queues, finds each of these in the stage's queue."""
    reason = {Stage.PROCESSING: IN_PROCESSING, Stage.SCORING: IN_SCORING}[stage]

    queue = RedriveQueue(stack.target.client("sqs"), stack.target.exports[f"{stage}_queue_url"])

    def settled() -> ReconcileResult | None:
        if not queue.depth().total:  # to reconcile reads every table
            return None
        found = reconcile_scores(stack.target, grace=timedelta(), dry_run=True)
        return found if found.reasons == {reason: len(identities)} else None

    found = eventually(settled, f"{len(identities)} transactions in the queue of {stage}")
    assert {each.transaction.transaction_id for each in found.unscored} == set(identities)


def assert_done(stack: LocalStack, stage: Stage, *identities: str) -> None:
    """Check that each has one item and one score, and nothing is left to redrive or to reconcile."""
    for each in identities:
        assert score(stack, each)
        assert len(stored_transactions(stack, each)) == 1
    assert redrive_queue(stack.target, stage) == RedriveResult(dry_run=False)
    left = reconcile_scores(stack.target, grace=timedelta(), explain=False)
    assert (left.unscored, left.complete) == ([], True)
