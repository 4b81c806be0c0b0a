"""An operator of strategies, who has the policy for that and nothing else, changes them and sees what was decided."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl.errors import CommandError
from fraudctl.rollout import moves
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.other_strategy import invoke_scoring
from tests.pipeline.principals import DENIED, member
from tests.pipeline.stack_calls import post_transaction
from tests.pipeline.strategist import Strategist, TargetOfMember, a_strategy, target_of
from tests.pipeline.unprovable import UNPROVABLE

ACTIVE = {"kind": {"S": "pointer"}, "id": {"S": "active"}}

KEYED = {"transaction_id": {"S": "x"}, "timestamp": {"N": "1"}}

Statements = Sequence[dict[str, Any]]


@pytest.fixture(scope="module")
def operator(guarded: LocalStack, account_clients: Clients) -> Iterator[TargetOfMember]:
    """Yield the stack as somebody uses it who has the policy for operators of strategies, and nothing else."""
    arn = guarded.target.exports["strategies_policy_arn"]
    with member(account_clients, "strategist", attached=[arn]) as someone:
        yield target_of(guarded, someone)


@pytest.fixture(scope="module", autouse=True)
def sampled(guarded: LocalStack) -> None:
    """Have a transaction decided on."""
    row = {"transaction_id": "sampled", "timestamp": 1_760_000_000_000, "amount": 7, "merchant": "Bakery"}
    assert post_transaction(guarded, row).status == 200
    invoke_scoring(guarded, [{**row, "amount": "7"}])


@pytest.fixture(scope="module")
def statements(guarded: LocalStack, account_clients: Clients) -> Statements:
    """Return what the policy allows."""
    iam, arn = account_clients.iam, guarded.target.exports["strategies_policy_arn"]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Any = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    found: Statements = document["Statement"]
    return found


def test_an_operator_deploys_promotes_overrides_and_takes_back(operator: TargetOfMember, tmp_path: Path) -> None:
    someone = Strategist(operator, tmp_path)
    one, other, session = a_strategy("one"), a_strategy("other"), someone.session
    changed = someone.deploy(one)
    someone.deploy(other, "shadow")
    session.make(moves.promote(someone.pointers(), "shadow"))
    session.make(moves.override(someone.pointers(), "review"))
    assert someone.pointers().active == other.digest

    session.make(moves.rollback(someone.pointers()))
    session.make(moves.rollback(someone.pointers()))
    session.make(moves.override(someone.pointers(), "off"))

    assert someone.pointers().active == "packaged"
    made = list(session.table.changes())
    actions = ["override", "rollback", "rollback", "override", "promote", "deploy", "deploy"]
    assert [each.action for each in made] == actions
    assert {each.by for each in made} == {changed.by} == {operator.member.arn}


def works(stack: LocalStack, aws: Clients, policy: Statements, folder: Path) -> bool:
    """Return whether somebody whom a policy allows this can do all that an operator does."""
    document = json.dumps({"Version": "2012-10-17", "Statement": policy})
    attached = aws.iam.create_policy(PolicyName="less", PolicyDocument=document)["Policy"]["Arn"]
    try:
        with member(aws, "strategist-with-less", attached=[attached]) as someone:
            for duty in Strategist(target_of(stack, someone), folder).duties:
                duty()
    except (ClientError, CommandError):
        return False
    finally:
        aws.iam.delete_policy(PolicyArn=attached)
    return True


def test_without_any_one_right_an_operator_cannot_do_all_of_it(
    guarded: LocalStack, account_clients: Clients, statements: Statements, tmp_path: Path
) -> None:
    assert works(guarded, account_clients, statements, tmp_path)
    needless = []
    for place, statement in enumerate(statements):
        for action in set(statement["Action"]) - set(UNPROVABLE):
            less = {**statement, "Action": [each for each in statement["Action"] if each != action]}
            others = [*statements[:place], *statements[place + 1 :]]
            if works(guarded, account_clients, [*others, *([less] if less["Action"] else [])], tmp_path):
                needless.append((statement["Sid"], action))

    assert needless == []


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("dynamodb", "delete_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        ("dynamodb", "scan", {"TableName": "fraud-strategies-guarded"}),
        ("dynamodb", "update_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        ("dynamodb", "put_item", {"TableName": "transactions-guarded", "Item": KEYED}),
        ("dynamodb", "put_item", {"TableName": "fraud-scores-guarded", "Item": {"transaction_id": {"S": "x"}}}),
        ("dynamodb", "put_item", {"TableName": "fraud-profiles-guarded", "Item": {"entity": {"S": "facts#x#y"}}}),
        ("dynamodb", "get_item", {"TableName": "fraud-strategies-other", "Key": ACTIVE}),
        ("lambda", "invoke", {"FunctionName": "fraud-scorer-guarded"}),
    ],
)
def test_an_operator_of_strategies_may_nothing_else(
    operator: TargetOfMember, service: str, call: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(operator.client(service), call)(**arguments)
    assert refused.value.response["Error"]["Code"] in DENIED
