"""An operator of strategies, who has the policy for that and nothing else, changes them and sees what was decided."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl.errors import CommandError
from fraudctl.rollout import moves
from fraudctl.rollout.change import Change
from fraudctl.rollout.sample import Sampler
from fraudctl.rollout.session import Session
from fraudctl.rollout.strategies_table import DeployedStrategies
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from handlers.decision.strategy.strategy import Strategy, load
from tests.pipeline.other_strategy import invoke_scoring
from tests.pipeline.principals import DENIED, Member, member
from tests.pipeline.stack_calls import post_transaction

Document = dict[str, Any]

ACTIVE = {"kind": {"S": "pointer"}, "id": {"S": "active"}}


@dataclass(frozen=True, kw_only=True)
class TargetOfMember(Target):
    """A stack as a member of the account may use it."""

    member: Member

    def client(self, service: str, **_: Any) -> Any:
        return self.member.client(service)


def target_of(stack: LocalStack, someone: Member) -> TargetOfMember:
    exports = dict(stack.target.exports)
    return TargetOfMember(stack="guarded", region=stack.target.region, exports=exports, member=someone)


@pytest.fixture(scope="module")
def operator(guarded: LocalStack, account_clients: Clients) -> Iterator[TargetOfMember]:
    """Yield the stack as somebody uses it who has the policy for operators of strategies, and nothing else."""
    arn = guarded.target.exports["strategies_policy_arn"]
    with member(account_clients, "strategist", attached=[arn]) as someone:
        yield target_of(guarded, someone)


def a_strategy(name: str) -> Strategy:
    rule = {"code": "everybody", "when": "amount >= 0", "weight": 0.1}
    loaded = load({"name": name, "thresholds": {"review": 0.8, "decline": 0.95}, "rules": [rule]})
    assert isinstance(loaded, Strategy)
    return loaded


def session_of(target: Target) -> Session:
    return Session(target, DeployedStrategies.of(target))


def deploy(target: Target, strategy: Strategy, pointer: str = "active") -> Change:
    session = session_of(target)
    return session.make(moves.deploy(session.table.pointers(), strategy.digest, pointer), strategy)


def test_an_operator_deploys_promotes_overrides_and_takes_back(operator: TargetOfMember) -> None:
    one, other, session = a_strategy("one"), a_strategy("other"), session_of(operator)
    changed = deploy(operator, one)
    deploy(operator, other, "shadow")
    session.make(moves.promote(session.table.pointers(), "shadow"))
    session.make(moves.override(session.table.pointers(), "review"))
    assert session.table.pointers().active == other.digest
    assert session.table.document(other.digest).name == "other"

    session.make(moves.rollback(session.table.pointers()))
    session.make(moves.rollback(session.table.pointers()))
    session.make(moves.override(session.table.pointers(), "off"))

    assert session.table.pointers().active == "packaged"
    made = list(session.table.changes())
    assert [each.action for each in made] == [
        *("override", "rollback", "rollback", "override", "promote", "deploy", "deploy"),
    ]
    assert {each.by for each in made} == {changed.by} == {operator.member.arn}


def test_an_operator_samples_decisions_that_were_made(operator: TargetOfMember, guarded: LocalStack) -> None:
    row = {"transaction_id": "sampled", "timestamp": 1_760_000_000_000, "amount": 7, "merchant": "Bakery"}
    assert post_transaction(guarded, row).status == 200
    invoke_scoring(guarded, [{**row, "amount": "7"}])

    sampled = Sampler.of(operator, lambda _: None).sample()

    assert "sampled" in [each.transaction.transaction_id for each in sampled]


def without(policy: Document, action: str) -> Document:
    """Return the policy without an action on the strategies table."""
    left = [
        {**each, "Action": [one for one in each["Action"] if one != action]}
        if each["Sid"] == "ChangeStrategies"
        else each
        for each in policy["Statement"]
    ]
    return {**policy, "Statement": left}


def can_work(target: Target, name: str) -> bool:
    """Return whether somebody can deploy a shadow, and read what was deployed."""
    strategy, table = a_strategy(name), DeployedStrategies.of(target)
    try:
        deploy(target, strategy, "shadow")
        return table.document(strategy.digest).name == name
    except CommandError:
        return False


@pytest.mark.parametrize("action", ["", "Query", "GetItem", "PutItem", "ConditionCheckItem"])
def test_without_any_one_right_on_the_table_an_operator_cannot_work(
    guarded: LocalStack, account_clients: Clients, action: str
) -> None:
    iam, arn = account_clients.iam, guarded.target.exports["strategies_policy_arn"]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    policy: Any = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    name = f"without-{action}"
    less = json.dumps(without(policy, f"dynamodb:{action}"))
    attached = iam.create_policy(PolicyName=name, PolicyDocument=less)["Policy"]["Arn"]
    try:
        with member(account_clients, name, attached=[attached]) as someone:
            assert can_work(target_of(guarded, someone), name) is not bool(action)
    finally:
        iam.delete_policy(PolicyArn=attached)


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("dynamodb", "delete_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        ("dynamodb", "scan", {"TableName": "fraud-strategies-guarded"}),
        ("dynamodb", "update_item", {"TableName": "fraud-strategies-guarded", "Key": ACTIVE}),
        ("dynamodb", "scan", {"TableName": "transactions-guarded"}),
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
