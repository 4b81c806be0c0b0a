"""An exporter has the policy for that and nothing else, exports, and is told which right is missing, if one is."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.clients import Clients
from fraudctl import cli
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.member_target import TargetOfMember
from tests.pipeline.principals import DENIED, member
from tests.pipeline.stack_calls import post_transaction

START = 1_760_000_000_000


@pytest.fixture(scope="module")
def exporter(guarded: LocalStack, account_clients: Clients) -> Iterator[TargetOfMember]:
    """Yield the stack as somebody uses it who has the policy to export, and nothing else."""
    exports = dict(guarded.target.exports)
    with member(account_clients, "exporter", attached=[exports["export_policy_arn"]]) as someone:
        yield TargetOfMember(stack="guarded", region=guarded.target.region, exports=exports, member=someone)


def export(target: TargetOfMember, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Type the command for all of a customer, as that somebody; return its exit code."""
    words = ["export", "--entity", "customer", "X-1", "--out", str(folder), "--json"]
    monkeypatch.setattr("fraudctl.stacks.target.Target.find", lambda _: target)
    monkeypatch.setattr(sys, "argv", ["fraudctl", *words])
    with pytest.raises(SystemExit) as ended:
        cli.app()
    return int(ended.value.code or 0)


def test_the_policy_is_enough(
    exporter: TargetOfMember, guarded: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        fields = {"transaction_id": f"X-1-{number}", "timestamp": START + number, "amount": 7, "customer_id": "X-1"}
        assert post_transaction(guarded, fields).status == 200

    assert export(exporter, tmp_path / "out", monkeypatch) == 0

    lines = (tmp_path / "out" / "payments-2025-10-09.jsonl").read_text().splitlines()
    assert [json.loads(line)["transaction_id"] for line in lines] == [f"X-1-{number}" for number in range(3)]


def test_a_missing_right_is_named(
    guarded: LocalStack,
    account_clients: Clients,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    exports = dict(guarded.target.exports)
    with member(account_clients, "half-an-exporter", attached=[exports["strategies_policy_arn"]]) as someone:
        half = TargetOfMember(stack="guarded", region=guarded.target.region, exports=exports, member=someone)
        code = export(half, tmp_path / "out", monkeypatch)

    assert (code, "dynamodb:DescribeTable" in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("put_item", {"TableName": "fraud-labels-guarded", "Item": {"transaction_id": {"S": "x"}}}),
        ("scan", {"TableName": "fraud-profiles-guarded"}),
        ("scan", {"TableName": "fraud-labels-guarded"}),
        ("delete_item", {"TableName": "fraud-labels-guarded", "Key": {"transaction_id": {"S": "x"}}}),
    ],
)
def test_who_exports_may_nothing_else(exporter: TargetOfMember, call: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(exporter.client("dynamodb"), call)(**arguments)
    assert refused.value.response["Error"]["Code"] in DENIED
