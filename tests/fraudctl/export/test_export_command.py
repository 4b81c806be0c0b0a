"""The command exports, resumes and sums up, and a backtest of its files comes to what one of the stack comes to."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from fraudctl import cli
from fraudctl.export.stack_reader import StackReader
from handlers.aws.attributes import to_attributes
from tests.fraudctl.backtest.paid_stack import NOON, PaidStack
from tests.fraudctl.backtest.past import write_files

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(
    stack: PaidStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Return a function that types `fraudctl` and returns its exit code, output and error output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("fraudctl.stacks.target.Target.find", lambda _: stack.target)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fraudctl", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


def test_it_says_what_it_reads_and_what_it_came_to(typed: Typed) -> None:
    code, out, err = typed("export", "--since", "2026-11-01", "--out", "out")

    assert (code, out) == (0, f"30 payments in 3 files of out, {size('out'):,} bytes\n")
    assert "reads about 30 rows of test" in err


def test_the_summary_for_programs_names_the_files_and_the_columns(typed: Typed) -> None:
    _, out, _ = typed("export", "--since", "2026-11-01", "--out", "out", "--format", "csv", "--json")

    said = json.loads(out)
    assert (said["ended"], said["resumed"], said["payments"], said["left_out"]) == ("complete", False, 30, {})
    assert [each["name"] for each in said["files"]] == [f"payments-2026-11-{day}.csv" for day in (17, 18, 19)]
    assert "metadata.card_token:text=metadata.card_token" in said["columns"]


def test_the_same_again_does_nothing_and_says_the_same(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    first = typed("export", "--since", "2026-11-01", "--out", "out")
    monkeypatch.delattr(StackReader, "pages")

    assert typed("export", "--since", "2026-11-01", "--out", "out") == (0, first[1], "")


def test_a_backtest_of_the_files_comes_to_what_one_of_the_stack_comes_to(typed: Typed, tmp_path: Path) -> None:
    write_files(tmp_path)
    code, out, err = typed("backtest", "one.yaml", "--since", "2026-11-01", "--json")
    assert code == 0, err
    of_stack = json.loads(out)
    typed("export", "--since", "2026-11-01", "--out", "out")
    whole = b"".join(each.read_bytes() for each in sorted(Path("out").glob("*.jsonl")))
    Path("past-of-stack.jsonl").write_bytes(whole)

    code, out, err = typed("backtest", "one.yaml", "--data", "past-of-stack.jsonl", "--json")

    assert code == 0, err
    of_files = json.loads(out)
    assert (of_stack.pop("stack")["name"], of_files.pop("stack")) == ("test", None)
    assert of_files == of_stack


def test_what_is_known_of_an_entity_comes_with_its_payments(stack: PaidStack, typed: Typed) -> None:
    tables(stack)

    code, out, err = typed("export", "--entity", "customer", "C-1", "--out", "out")

    assert (code, "8 payments in 3 files of out" in out) == (0, True), err
    known = json.loads(Path("out/entity.json").read_text())
    assert known["entity"] == {"kind": "customer", "id": "C-1"}
    assert Path("out").stat().st_mode & 0o077 == 0, "it is nobody else's to read"


def test_a_kind_that_no_strategy_names_is_said(typed: Typed) -> None:
    code, _, err = typed("export", "--entity", "ship", "C-1", "--out", "out")

    assert (code, "ship" in err, Path("out").exists()) == (1, True, False)


@pytest.mark.parametrize("right", ["Scan", "BatchGetItem"])
def test_a_missing_right_is_named(typed: Typed, stack: PaidStack, right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> Any:
        said = f"User: ann is not authorized to perform: dynamodb:{right}"
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": said}}, right)

    client = stack.target.client("dynamodb")
    method = "scan" if right == "Scan" else "batch_get_item"
    monkeypatch.setattr(client, method, refuse, raising=False)

    code, _, err = typed("export", "--since", "2026-11-01", "--out", "out")

    assert (code, f"not authorized to perform: dynamodb:{right}" in err) == (1, True), err
    monkeypatch.undo()


def size(folder: str) -> int:
    return sum(each.stat().st_size for each in Path(folder).glob("payments-*"))


def tables(stack: PaidStack) -> None:
    """Give the stack a table of profiles, with facts of a customer."""
    client = stack.target.client("dynamodb")
    client.create_table(
        TableName="fraud-profiles-test",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "entity", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "entity", "AttributeType": "S"}],
    )
    client.put_item(
        TableName="fraud-profiles-test", Item=to_attributes({"entity": "facts#customer#C-1", "version": NOON})
    )
    stack.target.exports["fraud_profiles_table_name"] = "fraud-profiles-test"
