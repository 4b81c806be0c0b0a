"""Every input is a request or refused, and the API's own model accepts every request."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.contract.errors import Refused
from handlers.contract.request import RULES, TransactionRequest, json_schema
from handlers.contract.validation import convert, decode_request
from tests.handlers.contract.schema import accepts

json_strings = (
    st.text(max_size=6) | st.text(st.characters(codec=None), max_size=3) | st.sampled_from(["EUR", "x\n", "x" * 257])
)
json_numbers = (
    st.integers(-(10**40), 10**40)
    | st.floats()
    | st.sampled_from([0, -1, 1e400, 10**13, 1_795_350_615_123, 10**39, 1.5])
)
scalars = st.none() | st.booleans() | json_numbers | json_strings
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(json_strings, inner, max_size=3), max_leaves=6
)

likely: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.integers(0, 10**38 - 1) | st.just(0.0) | st.floats(1e-100, 1e6),
    "merchant": st.text(min_size=1, max_size=256),
    "timestamp": st.integers(0, 9_999_999_999_999),
    "customer_id": st.text("abc-🦊é ", min_size=1, max_size=128),
    "terminal_id": st.text(min_size=1, max_size=128),
    "currency": st.sampled_from(["EUR", "USD"]),
    "metadata": st.dictionaries(st.text(min_size=1, max_size=8), scalars, max_size=4),
}
nearly_valid = st.builds(
    lambda identity, fields, odd: {**identity, **fields, **odd},
    st.fixed_dictionaries({"transaction_id": st.text("abc-🦊é \u200d\u0007", min_size=1, max_size=256)}),
    st.fixed_dictionaries({}, optional=likely),
    st.dictionaries(st.sampled_from([*RULES, "amonut"]), json_values, max_size=1),
)


def decoded_or_none(body: bytes) -> TransactionRequest | None:
    """Return the request, or None if it is refused as the contract says; any other error is raised."""
    try:
        return decode_request(body)
    except Refused as refused:
        error = refused
    assert str(error) == f"{error.field}: {error.rule}"
    assert error.rule.startswith(("must ", "is "))
    return None


@given(st.binary(max_size=200))
@example(b'{"transaction_id": "x", "metadata": ' + b"[" * 30_000)
@example(b'{"transaction_id": ' + b"[" * 900 + b"]" * 900 + b"}")
@example(b'{"transaction_id": "x", "amount": 1e' + b"9" * 5_000 + b"}")
@example(b'{"transaction_id": "x", "timestamp": ' + b"9" * 60_000 + b"}")
def test_any_bytes_are_a_request_or_refused(body: bytes) -> None:
    decoded_or_none(body)


@given(json_values)
def test_any_json_is_a_request_or_refused(value: Any) -> None:
    decoded_or_none(json.dumps(value).encode())


@settings(max_examples=300)
@given(nearly_valid, st.booleans())
def test_the_model_accepts_every_request_that_is_accepted(fields: dict[str, Any], ascii_only: bool) -> None:  # noqa: FBT001 -- hypothesis passes by name
    body = json.dumps(fields, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    request = decoded_or_none(body)

    assert request is None or accepts(json_schema(), json.loads(body, parse_float=Decimal))


@given(st.fixed_dictionaries({"transaction_id": st.text("abc-🦊é ", min_size=1, max_size=256)}, optional=likely))
def test_a_request_within_the_rules_is_accepted_unchanged(fields: dict[str, Any]) -> None:
    fields.pop("metadata", None)
    printable = [name for name in ("terminal_id",) if name in fields and not str(fields[name]).isprintable()]

    request = decoded_or_none(json.dumps({name: fields[name] for name in fields if name not in printable}).encode())

    assert request is not None
    for name in set(fields) - set(printable) - {"amount"}:
        assert getattr(request, name) == fields[name]


def test_the_model_refuses_everything_that_a_schema_can_express() -> None:
    schema = json_schema()
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert set(schema["properties"]) == set(RULES)

    assert accepts(schema, {"transaction_id": "tx-1"})
    for bad in (
        {},
        {"transaction_id": ""},
        {"transaction_id": "x" * 257},
        {"transaction_id": "x", "amount": -1},
        {"transaction_id": "x", "amount": "1"},
        {"transaction_id": "x", "timestamp": True},
        {"transaction_id": "x", "timestamp": [1]},
        {"transaction_id": None},
        {"transaction_id": "x", "currency": "EUR\n"},
        {"transaction_id": "x", "metadata": {"a": {}}},
        {"transaction_id": "x", "amonut": 1},
    ):
        assert not accepts(schema, bad), bad


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("transaction_id", "x\n"),
        ("customer_id", "\u200b"),
        ("timestamp", 1_767_603_600_000_000),
        ("timestamp", "2026-01-05T09:00:00Z"),
        ("timestamp", Decimal("1767603600.5")),
    ],
)
def test_the_model_accepts_errors_that_only_the_function_can_explain(field: str, value: Any) -> None:
    body = {"transaction_id": "x", field: value}

    assert accepts(json_schema(), body)
    with pytest.raises(Refused, match=rf"{field}: must be .*; "):
        convert(body)
