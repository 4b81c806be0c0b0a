"""A line of a file of past payments: what the API would take, with a label and what else is known by now."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from fraudctl.client.parsed_line import RefusedLine
from fraudctl.profiles.history_line import parse_history_line
from handlers.contract.fold_request import PastPayment

NOW = 1_790_000_000
PAYMENT = {"transaction_id": "tx-1", "timestamp": 1_790_000_000_000, "amount": 12.5, "customer_id": "C-1"}


def parsed(**more: Any) -> PastPayment:
    found = parse_history_line(json.dumps({**PAYMENT, **more}).encode(), 7, now=NOW)
    assert isinstance(found, PastPayment), found
    return found


def refusal(**more: Any) -> str:
    fields = {name: value for name, value in {**PAYMENT, **more}.items() if value is not ...}
    found = parse_history_line(json.dumps(fields).encode(), 7, now=NOW)
    assert isinstance(found, RefusedLine), found
    assert found.transaction_id == "tx-1"
    return found.reason


def test_a_line_is_the_transaction_that_the_api_would_store() -> None:
    found = parsed(metadata={"card_token": "T"})

    assert found.line == 7
    assert found.transaction.key == ("tx-1", 1_790_000_000_000)
    assert (found.transaction.amount, found.transaction.merchant) == (Decimal("12.5"), "unknown")
    assert found.transaction.metadata == {"card_token": {"S": "T"}}
    assert (found.label, found.label_received, found.declined) == (msgspec.UNSET, msgspec.UNSET, False)


@pytest.mark.parametrize("label", ["fraud", "takeover", "1", " Fraud ", 1, True, 2.5])
def test_any_label_is_one_of_fraud(label: Any) -> None:
    assert parsed(label=label).label == "fraud"


@pytest.mark.parametrize("label", [None, "", "0", 0, 0.0, False, "legitimate", "Legitimate ", " "])
def test_but_for_those_of_legitimate_payments(label: Any) -> None:
    assert parsed(label=label).label is msgspec.UNSET


def test_a_clock_may_be_five_minutes_ahead() -> None:
    assert parsed(timestamp=NOW * 1000 + 5 * 60_000).transaction.timestamp == NOW * 1000 + 300_000


def test_a_file_may_say_when_a_label_was_received_and_what_was_declined() -> None:
    found = parsed(label="fraud", label_received=1_790_000_000_001, declined=True)

    assert (found.label_received, found.declined) == (1_790_000_000_001, True)
    assert parsed(label="fraud", label_received=None, declined=None).declined is False


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"timestamp": ...}, "timestamp"),
        ({"timestamp": 1_790_000}, "timestamp"),
        ({"timestamp": NOW * 1000 + 5 * 60_000 + 1}, "timestamp"),
        ({"timestamp": 9_999_999_999_999}, "timestamp"),
        ({"amount": -1}, "amount"),
        ({"outcome": "decline"}, "outcome"),
        ({"metadata": {"card_number": "x"}}, "metadata.card_number"),
        ({"label": ["fraud"]}, "label"),
        ({"label_received": 1_789_999_999_999}, "label_received"),
        ({"label_received": "yesterday"}, "label_received"),
        ({"label_received": 10**30}, "label_received"),
        ({"declined": "no"}, "declined"),
    ],
)
def test_what_the_api_would_refuse_is_refused_by_name(more: dict[str, Any], field: str) -> None:
    assert refusal(**more).startswith(f"{field}: ")
