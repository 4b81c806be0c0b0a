"""An operator of profiles, who has the policy for that and nothing else, loads, sees and rebuilds them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl.errors import CommandError
from fraudctl.profiles import load_part
from fraudctl.profiles.knowledge import Knowledge, find_knowledge
from fraudctl.profiles.loading import Loader
from fraudctl.profiles.packaged import entity_of
from fraudctl.profiles.rebuilding import Rebuilder, RebuildResult
from fraudctl.profiles.table_payments import PaymentsInTables
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.rollout.running import strategy_naming
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from tests.pipeline.member_target import TargetOfMember
from tests.pipeline.principals import DENIED, member
from tests.pipeline.stack_calls import items, post_transaction

START = 1_760_000_000_000


@pytest.fixture(scope="module")
def operator(guarded: LocalStack, account_clients: Clients) -> Iterator[TargetOfMember]:
    """Yield the stack as somebody uses it who has the policy for operators of profiles, and nothing else."""
    exports = dict(guarded.target.exports)
    with member(account_clients, "operator", attached=[exports["profiles_policy_arn"]]) as someone:
        yield TargetOfMember(stack="guarded", region=guarded.target.region, exports=exports, member=someone)


def past(file: Path, customer: str, count: int, **first: object) -> Path:
    """Write a file of payments, a minute each after the last; the first has further fields."""
    lines = [
        {
            "transaction_id": f"{customer}-{number}",
            "timestamp": START + number * 60_000,
            "amount": number,
            "customer_id": customer,
            **(first if number == 1 else {}),
        }
        for number in range(1, count + 1)
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    return file


def known(target: Target, customer: str, minute: int) -> Knowledge:
    """Return what is known of a customer that many minutes after the start."""
    at, strategy = datetime.fromtimestamp((START + minute * 60_000) / 1000, UTC), strategy_naming("customer", target)
    return find_knowledge(target, entity_of("customer", customer, strategy), strategy, at)


def rebuild(target: Target, customer: str, *, force: bool = False) -> RebuildResult:
    payments, strategy = PaymentsInTables(target), strategy_naming("customer", target)
    assert payments.cost().units >= 0
    rebuilder = Rebuilder(target, FunctionClient.scoring(target), payments, strategy, force=force)
    return rebuilder.rebuild(entity_of("customer", customer, strategy))


def test_a_file_is_loaded_once_and_nothing_of_it_is_scored(
    operator: TargetOfMember, guarded: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_part, "LARGEST_PART", 300)
    count = 340
    file = past(tmp_path / "past.jsonl", "L-1", count, label="fraud")

    first = Loader(FunctionClient.scoring(operator)).load(file)
    again = Loader(FunctionClient.scoring(operator)).load(file)

    assert (first.folded, first.labels, first.complete) == (count, 1, True)
    assert (again.known, again.folded, again.complete) == (count, 0, True)
    features = known(operator, "L-1", count + 1).features
    assert features["count_24h"] == count
    assert features["count_ever"] == count
    assert features["frauds_28d"] == 1
    assert features["sum_24h"] == sum(range(2, count + 1))
    scored = {each["transaction_id"] for each in items(guarded, "fraud_scores_table_name")}
    assert not [each for each in scored if str(each).startswith("L-1-")]


def test_a_profile_is_rebuilt_of_the_rows_of_its_customer(operator: TargetOfMember, guarded: LocalStack) -> None:
    for number in range(3):
        fields = {"transaction_id": f"R-1-{number}", "timestamp": START + number * 60_000, "amount": 7}
        assert post_transaction(guarded, {**fields, "customer_id": "R-1"}).status == 200
    assert known(operator, "R-1", 9).is_nothing

    made = rebuild(operator, "R-1")

    assert (made.before, made.payments) == (None, 3)
    assert known(operator, "R-1", 9).features["count_ever"] == 3
    assert rebuild(operator, "R-1").before == 3


def test_loaded_history_is_not_lost_by_mistake(operator: TargetOfMember, guarded: LocalStack, tmp_path: Path) -> None:
    Loader(FunctionClient.scoring(operator)).load(past(tmp_path / "past.jsonl", "R-2", 5))
    row = {"transaction_id": "R-2-row", "timestamp": START, "customer_id": "R-2"}
    assert post_transaction(guarded, row).status == 200

    with pytest.raises(CommandError, match="--force"):
        rebuild(operator, "R-2")

    assert known(operator, "R-2", 9).features["count_ever"] == 5
    assert rebuild(operator, "R-2", force=True).payments == 1


@pytest.mark.parametrize(
    ("service", "call", "arguments"),
    [
        ("dynamodb", "put_item", {"TableName": "fraud-profiles-guarded", "Item": {"entity": {"S": "profile#x#y"}}}),
        ("dynamodb", "scan", {"TableName": "fraud-profiles-guarded"}),
        ("dynamodb", "scan", {"TableName": "fraud-scores-guarded"}),
        ("dynamodb", "delete_item", {"TableName": "fraud-profiles-guarded", "Key": {"entity": {"S": "profile#x#y"}}}),
        ("lambda", "invoke", {"FunctionName": "transaction-processor-guarded"}),
    ],
)
def test_an_operator_of_profiles_may_nothing_else(
    operator: TargetOfMember, service: str, call: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(operator.client(service), call)(**arguments)
    assert refused.value.response["Error"]["Code"] in DENIED
