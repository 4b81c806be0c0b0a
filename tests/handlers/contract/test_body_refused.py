"""A body that is not a JSON object of the contract's fields is refused before the rule of any field is checked."""

import pytest

from handlers.contract.errors import Refused, TooLarge
from handlers.contract.request import LARGEST_BODY
from handlers.contract.validation import decode_request

OBJECT = "body: must be a JSON object in UTF-8"
ID_IS_MISSING = "transaction_id: is required, 1 to 256 printable characters, single spaces only between them"


def body_with_id(fields: str) -> bytes:
    return f'{{"transaction_id": "tx-1", {fields}}}'.encode()


def refusal_of_body(body: bytes) -> str:
    with pytest.raises(Refused) as caught:
        decode_request(body)
    assert not isinstance(caught.value, TooLarge)
    return str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"not json",
        b"{",
        b'{"transaction_id": "x",}',
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"\xff\xfe{}",
        b'\xef\xbb\xbf{"transaction_id": "x"}',
        b'{"transaction_id": "\xed\xa0\x80"}',
        b"{'transaction_id': 'x'}",
    ],
)
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    assert refusal_of_body(body) == OBJECT


@pytest.mark.parametrize("depth", [2_000, 20_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_refused(depth: int, opening: str, closing: str) -> None:
    pairs = min(depth, LARGEST_BODY // (len(opening + closing) + 1))
    assert refusal_of_body(body_with_id('"metadata": ' + opening * pairs + "1" + closing * pairs)).startswith(
        ("body: ", "metadata")
    )


@pytest.mark.parametrize("body", [b"{}", b'{"amount": 1}', b'{"amount": -1}'])
def test_a_missing_id_is_refused(body: bytes) -> None:
    assert refusal_of_body(body) == ID_IS_MISSING or refusal_of_body(body).startswith(
        "amount: must be a number of at least 0"
    )


@pytest.mark.parametrize("name", ["amonut", "Amount", "transactionId", "created_at", "trace_id", "claimed_timestamp"])
def test_a_field_that_the_contract_does_not_know_is_refused_by_name(name: str) -> None:
    assert refusal_of_body(body_with_id(f'"{name}": 1')) == f"{name}: is not a field of a transaction"


def test_a_long_unknown_name_is_cut_and_its_strange_characters_are_escaped() -> None:
    assert refusal_of_body(body_with_id(f'"{"x" * 5_000}": 1')) == "x" * 64 + ": is not a field of a transaction"
    assert refusal_of_body(body_with_id(r'"\ud800é": 1')) == r"\ud800\xe9: is not a field of a transaction"
    assert refusal_of_body(body_with_id('"": 1')) == "(empty name): is not a field of a transaction"


@pytest.mark.parametrize("fields", ['"amount": 1, "amount": 2', '"amount": 1, "amount": 1'])
def test_a_field_given_twice_is_refused(fields: str) -> None:
    assert refusal_of_body(body_with_id(fields)) == "amount: must not be given twice"


def test_a_name_given_twice_within_metadata_is_refused() -> None:
    assert refusal_of_body(body_with_id('"metadata": {"a": 1, "a": 2}')) == "a: must not be given twice"


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("transaction_id", rb'{"transaction_id": "tx-\udc00"}'),
        ("merchant", body_with_id(r'"merchant": "\ud83d"')),
        ("customer_id", body_with_id(r'"customer_id": "\ud83d\u0020\udc00"')),
    ],
)
def test_a_lone_surrogate_is_refused(field: str, body: bytes) -> None:
    assert refusal_of_body(body) == f"{field}: must be valid Unicode, without lone surrogates"


@pytest.mark.parametrize("value", [r'{"a": "\ud83d"}', r'{"\udc00": 1}'])
def test_a_lone_surrogate_within_metadata_is_refused(value: str) -> None:
    expected = "metadata: must be valid Unicode, without lone surrogates"
    assert refusal_of_body(body_with_id(f'"metadata": {value}')) == expected


def test_a_body_above_the_limit_is_too_large_with_any_content() -> None:
    decode_request(b'{"transaction_id": "tx-1"}'.ljust(LARGEST_BODY))
    for body in (b'{"transaction_id": "tx-1"}'.ljust(LARGEST_BODY + 1), b"x" * 1024 * 1024):
        with pytest.raises(TooLarge, match="body: must be at most 65536 bytes"):
            decode_request(body)
