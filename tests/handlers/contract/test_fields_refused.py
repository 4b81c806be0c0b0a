"""A field that breaks its rule is refused with its name and the rule, and without any part of the value."""

import pytest

from handlers.contract.errors import Refused
from handlers.contract.validation import decode_request

SPACED = "printable characters, single spaces only between them"
ID = f"transaction_id: must be 1 to 256 {SPACED}"
AMOUNT = (
    "amount: must be a number of at least 0 and at most 38 significant digits, "
    "in major units of its currency (12.50, not 1250)"
)
TIMESTAMP = "timestamp: must be an integer, epoch milliseconds, 2000 to 2286"
CURRENCY = "currency: must be three capital letters, an ISO 4217 code"
METADATA = "metadata: must be a flat object of strings, numbers, booleans and nulls, of at most 4 KiB as JSON"


def fields_with_id(fields: str) -> bytes:
    return f'{{"transaction_id": "tx-1", {fields}}}'.encode()


def refusal_of_field(body: bytes) -> str:
    with pytest.raises(Refused) as caught:
        decode_request(body)
    return str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        '""',
        '"' + "x" * 257 + '"',
        '"' + "🦊" * 257 + '"',
        "7",
        "true",
        "[]",
        "{}",
        r'"a\u0000b"',
        r'"a\nb"',
        r'"tx-1\n"',
        r'"\u007f"',
        r'"\u0085"',
        r'"a\u200bb"',
        r'"\u202etxt"',
        r'"\ufeffx"',
        r'"\u061cx"',
        r'"\uffff"',
    ],
)
def test_an_id_that_is_not_1_to_256_printable_characters_is_refused(value: str) -> None:
    said, _, what = refusal_of_field(f'{{"transaction_id": {value}}}'.encode()).partition("; ")

    assert said == ID
    assert bool(what) == ("\\u" in value or "\\n" in value)  # else it is no text, or its length says it all


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "-0.01",
        "NaN",
        "Infinity",
        "-Infinity",
        '"12.50"',
        "true",
        "[1]",
        "1e126",
        "1e-131",
        "1e999999999",
        "9" * 39,
        "0." + "9" * 39,
        "1" + "0" * 37 + "1",
        "1" * 5000,
        "1e99999999999999999999",
        "-1e-999999999999999999",
    ],
)
def test_an_amount_that_is_no_exact_number_of_at_least_0_is_refused(value: str) -> None:
    assert refusal_of_field(fields_with_id(f'"amount": {value}')) == AMOUNT


@pytest.mark.parametrize("value", ['""', '"' + "m" * 257 + '"', "7", '["m"]'])
def test_a_merchant_that_is_not_1_to_256_characters_is_refused(value: str) -> None:
    assert refusal_of_field(fields_with_id(f'"merchant": {value}')) == "merchant: must be 1 to 256 characters"


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "-86400000",
        "1795350615123000",
        "10000000000000",
        "1.5",
        "1795350615123.5",
        '"1795350615123"',
        "true",
        "NaN",
        "9" * 60,
        '"2026-11-22T12:30:15Z"',
    ],
)
def test_a_timestamp_that_is_not_epoch_milliseconds_is_refused(value: str) -> None:
    assert refusal_of_field(fields_with_id(f'"timestamp": {value}')).partition("; ")[0] == TIMESTAMP


@pytest.mark.parametrize("field", ["customer_id", "terminal_id"])
@pytest.mark.parametrize("value", ['""', '"' + "x" * 129 + '"', "7", r'"c-1\n"', r'"a\tb"'])
def test_customer_and_terminal_must_be_1_to_128_printable_characters(field: str, value: str) -> None:
    assert (
        refusal_of_field(fields_with_id(f'"{field}": {value}')).partition("; ")[0]
        == f"{field}: must be 1 to 128 {SPACED}"
    )


@pytest.mark.parametrize("value", ['"EU"', '"EURO"', '"eur"', '"€UR"', r'"EUR\n"', '""', "978"])
def test_a_currency_that_is_not_three_capitals_is_refused(value: str) -> None:
    assert refusal_of_field(fields_with_id(f'"currency": {value}')) == CURRENCY


@pytest.mark.parametrize(
    "value",
    [
        "[]",
        '"text"',
        "7",
        '{"a": {}}',
        '{"a": []}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"": 1}',
        '{"n": ' + "9" * 39 + "}",
        '{"n": 1e126}',
        '{"n":"' + "x" * 4089 + '"}',
        '{"n":"' + "🦊" * 1023 + '"}',
    ],
)
def test_metadata_that_is_not_flat_or_above_4_kib_is_refused(value: str) -> None:
    assert refusal_of_field(fields_with_id(f'"metadata": {value}')) == METADATA
