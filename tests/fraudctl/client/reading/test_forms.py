"""In any form of JSON, and in any pieces, the same values are read in the same order."""

import gzip
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.client.reading import read_transactions
from tests.fraudctl.client.feed import Feed


def exact_json(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=str)


numbers = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-(10**40), 10**40)
texts = st.text(max_size=8) | st.sampled_from(
    ['"', "\\", '}{][,:"', '\\\\"', "\n", "\u2028", "é🦊", '{"transactions": [']
)
fields = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
objects = st.builds(
    lambda first, others: {"transaction_id": first, **others}, texts, st.dictionaries(texts, fields, max_size=4)
)


def dumped(value: Any, *, indent: int | None, ascii_only: bool, level: int = 0) -> str:
    """Return JSON with decimals to the last digit, which the standard library does not print."""
    if isinstance(value, Decimal):
        return str(value)
    if not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=ascii_only)
    members = value.values() if isinstance(value, dict) else value
    parts = [dumped(each, indent=indent, ascii_only=ascii_only, level=level + 1) for each in members]
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {part}" for name, part in zip(value, parts, strict=True)]
    ends = "{}" if isinstance(value, dict) else "[]"
    if indent is None or not parts:
        return f"{ends[0]}{','.join(parts)}{ends[1]}"
    margin = "\n" + " " * indent * (level + 1)
    return f"{ends[0]}{margin}{(',' + margin).join(parts)}\n{' ' * indent * level}{ends[1]}"


@st.composite
def files(draw: st.DrawFn) -> tuple[list[Any], list[bytes]]:
    """Return values, and the pieces in which a file of them arrives."""
    values = draw(st.lists(objects, min_size=1, max_size=5))
    indent, ascii_only = draw(st.sampled_from([None, 0, 2])), draw(st.booleans())
    form = draw(st.sampled_from(["after one another", "lines", "blank lines", "sequence", "array", "arrays", "batch"]))
    printed = [dumped(value, indent=indent, ascii_only=ascii_only) for value in values]
    text = {
        "after one another": "".join(printed),
        "lines": "\n".join(printed),
        "blank lines": "\n \n".join(printed) + "\n",
        "sequence": "".join(f"\x1e{each}\n" for each in printed),
        "array": dumped(values, indent=indent, ascii_only=ascii_only),
        "arrays": " ".join(f"[{each}]" for each in printed),
        "batch": dumped({"transactions": values}, indent=indent, ascii_only=ascii_only),
    }[form]
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    data = draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        data = gzip.compress(data, mtime=0)
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    whole = draw(st.booleans())
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return values, pieces if whole else [data[at : at + 1] for at in range(len(data))]


@given(files())
def test_whatever_the_form_and_the_pieces_the_same_values_are_read(file: tuple[list[Any], list[bytes]]) -> None:
    values, pieces = file

    found = [text for _, text in read_transactions(Feed(*pieces))]

    assert all(isinstance(each, bytes) for each in found)
    assert [exact_json(each) for each in found if isinstance(each, bytes)] == [
        exact_json(dumped(value, indent=None, ascii_only=True).encode()) for value in values
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (b'{"a":1}\n\n{"a":2}\r\n{"a":3}\r{"a":4}{"a":5}', [1, 3, 4, 5, 5]),
        (b'\n[\n{"a":1},\n {\n"a":2\n},{"a":3}\n]\n{"a":4}', [3, 4, 6, 8]),
        (b'{"transactions":\n[\n{"a":1}]\n}\n{"a":2}', [3, 5]),
    ],
)
def test_a_value_has_the_number_of_the_line_that_it_starts_on(text: bytes, numbers: list[int]) -> None:
    assert [number for number, _ in read_transactions(Feed(text))] == numbers
