"""Exported payments are read again as the stack itself is read, by all that read a file of payments."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.data_file import read_payments
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.stack_payments import StackPayments
from fraudctl.errors import CommandError
from fraudctl.export.export_run import ExportRun
from fraudctl.export.request import ExportRequest
from fraudctl.profiles.history_line import parse_history_line
from handlers.contract.fold_request import PastPayment as FoldedPayment
from tests.fraudctl.backtest.paid_stack import DAY, NOON, PaidStack
from tests.fraudctl.export.conftest import NOW, Exported


def of_stack(stack: PaidStack) -> dict[str, PastPayment]:
    time = CountedTime.parse("test", "2026-11-01", None, NOW)
    found = [payment for _, payment in StackPayments(stack.target, time)]
    return {each.transaction.transaction_id: each for each in found if isinstance(each, PastPayment)}


def of_files(run: ExportRun) -> dict[str, PastPayment]:
    found = dict[str, PastPayment]()
    for each in run.manifest.files:
        with (run.folder / each.name).open("rb") as source:
            for _, payment in read_payments(source, Columns(run.manifest.columns), each.name):
                assert isinstance(payment, PastPayment), payment
                assert payment.transaction.transaction_id not in found
                found[payment.transaction.transaction_id] = payment
    return found


def lines(run: ExportRun) -> list[Any]:
    return [
        json.loads(line) for each in run.manifest.files for line in (run.folder / each.name).read_text().splitlines()
    ]


def test_lines_are_read_as_the_stack_is(stack: PaidStack, exported: Exported) -> None:
    assert of_files(exported()) == of_stack(stack)
    assert len(of_stack(stack)) == 30


def test_rows_of_a_table_are_read_as_the_stack_is_but_for_line_breaks(stack: PaidStack, exported: Exported) -> None:
    for payment in (expected := of_stack(stack)).values():
        if isinstance(payment.transaction.metadata, dict):
            payment.transaction.metadata["note"] = {"S": 'a, "b" c'}

    assert of_files(exported("csv")) == expected


def test_profiles_are_loaded_of_the_lines(stack: PaidStack, exported: Exported) -> None:
    run, expected = exported(), of_stack(stack)

    read = [
        parse_history_line(line, number, now=NOW.timestamp())
        for each in run.manifest.files
        for number, line in enumerate((run.folder / each.name).read_bytes().splitlines())
    ]

    assert len(read) == len(expected)
    for payment in read:
        assert isinstance(payment, FoldedPayment), payment
        was = expected[payment.transaction.transaction_id]
        assert (payment.transaction, payment.declined, payment.label == "fraud") == (
            was.transaction,
            was.declined,
            was.fraudulent,
        )


def test_a_file_holds_a_day_in_the_order_of_event_time(exported: Exported) -> None:
    run = exported()

    assert [(each.name, each.payments) for each in run.manifest.files] == [
        (f"payments-2026-11-{day}.jsonl", 10) for day in (17, 18, 19)
    ]
    times = [each["timestamp"] for each in lines(run)]
    assert times == sorted(times)
    assert sorted(each.name for each in run.folder.iterdir()) == [
        "manifest.json",
        *(each.name for each in run.manifest.files),
    ]


def test_a_line_says_what_became_of_its_payment(exported: Exported) -> None:
    found = {each["transaction_id"]: each for each in lines(exported())}

    both = found["t-14"]["exported"]
    assert both["received_at"] == "2026-11-20T12:00:00.000+00:00"
    assert both["decision"] == {"outcome": "decline", "reasons": [], "tags": ["a", "b"], "answer": "decline"}
    assert both["review"] == {"status": "declined", "decided_by": "ann", "final_outcome": "decline"}
    assert [each["label"] for each in found["t-5"]["exported"]["labels"]] == ["fraud"]
    assert (found["t-5"]["label"], found["t-5"]["label_received"]) == ("fraud", NOON + DAY)
    assert found["t-3"]["exported"] == {"received_at": "2026-11-20T12:00:00.000+00:00"}


def test_what_is_no_payment_or_has_expired_is_left_out_and_counted(stack: PaidStack, exported: Exported) -> None:
    stack.pay("claim", -1, claimed_timestamp=5)
    stack.pay("bad", amount="much")
    stack.pay("t-1", NOON + 9, customer_id="C-1")
    stack.pay("gone", expiry=int(NOW.timestamp()))
    stack.pay("kept", expiry=int(NOW.timestamp()) + 1)

    run = exported()

    assert run.manifest.left_out == {
        "expired": 1,
        "no payment: amount: is not of type N": 1,
        "no payment: timestamp: is that of a second row of the id, and the other one was scored": 1,
    }
    assert run.manifest.payments == 31


def test_of_one_entity_all_is_told_that_is_stored(stack: PaidStack, exported: Exported) -> None:
    stack.pay("t-1", NOON + 9, customer_id="C-1")
    stack.pay("gone", customer_id="C-1", expiry=1)

    told = lines(exported(since=None, entity=("customer", "C-1")))

    assert {each["customer_id"] for each in told} == {"C-1"}
    assert sorted(each["transaction_id"] for each in told) == sorted(
        [*(f"t-{number}" for number in range(1, 30, 4)), "t-1", "gone"]
    )
    assert [each["timestamp"] for each in told if "not_read_again" in each["exported"]] == [NOON + 9]


def test_an_entity_in_the_metadata_is_found_there(exported: Exported) -> None:
    told = lines(exported(since=None, entity=("card", "0003")))

    assert sorted(each["transaction_id"] for each in told) == ["t-13", "t-23", "t-3"]


def test_a_line_that_is_too_long_to_be_read_again_has_its_payment_alone(stack: PaidStack, exported: Exported) -> None:
    stack.review("t-2", status="open", note="x" * 70_000)

    run = exported()

    assert run.manifest.left_out == {"too long": 1}
    assert next(each for each in lines(run) if each["transaction_id"] == "t-2")["exported"] == {}
    assert of_files(run) == of_stack(stack)


def test_a_folder_with_something_else_in_it_is_left_alone(exported: Exported, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")

    with pytest.raises(CommandError, match=r"out is not empty and holds no export"):
        exported()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("1d", None, "xml", None), "--format xml: it must be csv or jsonl"),
        ((None, None, "csv", None), "give --since, from when on payments are exported, or --entity KIND ID"),
        ((None, "1d", "csv", ("customer", "C-1")), "--until goes with --since"),
        (("1d", "2d", "csv", None), "--until 2026-11-24T00:00:00.000Z is not after --since 2026-11-25T00:00:00.000Z"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path: Path, asked: tuple[Any, Any, str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        ExportRun(tmp_path, ExportRequest.of("test", *asked), NOW)
