"""Everything that the contract allows is accepted, to the last character and digit."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.contract.request import TransactionRequest
from handlers.contract.timestamp_hint import LATEST_TIMESTAMP
from handlers.contract.validation import decode_request


def request(**fields: Any) -> TransactionRequest:
    return decode_request(json.dumps({"transaction_id": "tx-1", **fields}).encode())


def amount(text: str) -> Decimal:
    return decode_request(f'{{"transaction_id": "tx-1", "amount": {text}}}'.encode()).amount


def test_only_the_id_is_required_and_the_rest_has_the_contracts_defaults() -> None:
    fields = msgspec.structs.asdict(request())

    left_out = {name for name, value in fields.items() if value is msgspec.UNSET}
    assert left_out == {"timestamp", "customer_id", "terminal_id", "currency", "metadata"}
    assert (fields["amount"], fields["merchant"]) == (Decimal(0), "unknown")


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("0", "0"),
        ("-0.0", "0"),
        ("0.1", "0.1"),
        ("10.10", "10.1"),
        ("1e3", "1000"),
        ("1E-130", "1e-130"),
        ("9" * 38, "9" * 38),
        ("0." + "9" * 38, "0." + "9" * 38),
        ("12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
        ("1" + "0" * 50, "1e50"),
        ("1." + "0" * 60, "1"),
        ("9e125", "9e125"),
        ("0e500", "0"),
    ],
)
def test_an_amount_is_exact_to_38_significant_digits(text: str, exact: str) -> None:
    assert amount(text) == Decimal(exact)


def test_an_amount_stays_a_decimal_and_is_never_a_float() -> None:
    assert isinstance(amount("0.1"), Decimal)
    assert amount("0.1") + amount("0.2") == Decimal("0.3")


@pytest.mark.parametrize(
    "transaction_id",
    [
        "x",
        "x" * 256,
        "🦊" * 256,
        "Überweisung/42",
        "送金-№1",
        "a b",
        " ",
        '"quoted" \\ and <tagged>',
        "null",
        "e\u0301",
    ],
)
def test_an_id_is_any_1_to_256_printable_characters(transaction_id: str) -> None:
    assert request(transaction_id=transaction_id).transaction_id == transaction_id


@pytest.mark.parametrize("merchant", ["x", "m" * 256, "🏪" * 256, "tab\tand\nnewline"])
def test_a_merchant_is_any_1_to_256_characters(merchant: str) -> None:
    assert request(merchant=merchant).merchant == merchant


@pytest.mark.parametrize("field", ["customer_id", "terminal_id"])
@pytest.mark.parametrize("value", ["x", "🦊" * 128])
def test_customer_and_terminal_are_any_1_to_128_printable_characters(field: str, value: str) -> None:
    assert getattr(request(**{field: value}), field) == value


@pytest.mark.parametrize("timestamp", [0, 1_795_350_615_123, LATEST_TIMESTAMP])
def test_a_timestamp_is_epoch_milliseconds_from_1970_on(timestamp: int) -> None:
    assert request(timestamp=timestamp).timestamp == timestamp


def test_a_currency_is_three_capitals() -> None:
    assert request(currency="CHF").currency == "CHF"


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"text": "", "whole": 7, "yes": True, "no": False, "nothing": None, "ключ": "значение", "🦊": "\u0000"},
        {"n": "x" * (4096 - len('{"n":""}'))},
    ],
)
def test_metadata_is_any_flat_object_of_scalars_of_at_most_4_kib(metadata: dict[str, Any]) -> None:
    assert request(metadata=metadata).metadata == metadata


def test_numbers_in_metadata_are_exact_too() -> None:
    taken = decode_request(b'{"transaction_id": "tx-1", "metadata": {"rate": 0.1, "big": 12345678901234567890.5}}')
    assert taken.metadata == {"rate": Decimal("0.1"), "big": Decimal("12345678901234567890.5")}


def test_white_space_and_the_order_of_fields_mean_nothing() -> None:
    spaced = b' {\n"merchant" : "m" ,\t"transaction_id":"tx-1" }\r\n'
    assert decode_request(spaced) == decode_request(b'{"transaction_id":"tx-1","merchant":"m"}')
