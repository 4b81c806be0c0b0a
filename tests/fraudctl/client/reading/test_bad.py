"""A bad value in a file is refused by its line number, and affects no other value."""

import json

import pytest

from fraudctl.client.reading.source import CHUNK_BYTES
from fraudctl.client.reading.value_end import MAX_HELD_BYTES
from handlers.contract.request import LARGEST_BODY
from tests.fraudctl.client.feed import NOT_JSON, A, B, C, read_feed


def in_chunks(text: bytes) -> list[bytes]:
    return [text[at : at + CHUNK_BYTES] for at in range(0, len(text), CHUNK_BYTES)]


@pytest.mark.parametrize(
    "bad",
    [
        b"nonsense",
        b"{",
        b"}",
        b"[1,",
        b"null",
        b'"text"',
        b"{'transaction_id': 'x'}",
        b'{"transaction_id":"x"',
        b'{"transaction_id":"x',
        b'{"transaction_id":"x\\',
        b'{"transaction_id":"x",',
        b'{"transaction_id":',
        b'{"transaction_id":"x","metadata":{',
        b'{"transaction_id":"x"} trailing',
        b'{"transaction_id":"x"}}',
        b'{"transaction_id" "x"}',
        b'{"transaction_id":"x","merchant":"a\x00b"}',
        b'\x00\x00{"transaction_id":"x"}',
        b'INFO {"transaction_id":"x"}',
        b'[INFO] {"transaction_id":"x"}',
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_stops_no_other(bad: bytes) -> None:
    assert read_feed(A + b"\n\n" + bad + b"\n" + B + b"\n" + C + b"\n") == [(1, "a"), (3, NOT_JSON), (4, "b"), (5, "c")]


def test_bad_lines_before_the_first_good_one_are_refused_by_their_numbers() -> None:
    assert read_feed(b"nonsense\n{\n" + A) == [(1, NOT_JSON), (2, NOT_JSON), (3, "a")]


def test_a_bad_printed_object_is_refused_once() -> None:
    bad = b'{\n  "transaction_id": "x" "amount": 1,\n  "metadata": {\n    "a": 1\n  }\n}\n'

    assert read_feed(A + b"\n" + bad + B) == [(1, "a"), (2, NOT_JSON), (8, "b")]


def test_a_name_given_twice_is_refused_in_every_form() -> None:
    twice = b'{"transaction_id":"x","transaction_id":"y"}'

    assert read_feed(b"[" + A + b",\n" + twice + b"]") == [(1, "a"), (2, "transaction_id: must not be given twice")]


@pytest.mark.parametrize("frame", [b"%s\n%s\n%s", b"[%s,%s,%s]", b'{"transactions":[%s,%s,%s]}', b"%s%s%s"])
@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 3 * LARGEST_BODY])
def test_an_object_above_the_limit_is_refused_alone(frame: bytes, size: int) -> None:
    big = b'{"transaction_id":"x","merchant":"' + b"x" * (size - 36) + b'"}'
    assert len(big) == size

    text = frame % (A, big, C)

    assert [told for _, told in read_feed(text)] == ["a", "body: must be at most 65536 bytes", "c"]


def test_what_is_too_long_to_be_held_is_refused_with_what_is_lost_by_it() -> None:
    big = b'{"transaction_id":"' + b"x" * (MAX_HELD_BYTES + LARGEST_BODY)

    assert read_feed(*in_chunks(A + b"\n" + big + b'"}\n' + B)) == [
        (1, "a"),
        (2, "body: must be at most 65536 bytes"),
        (3, "b"),
    ]
    assert read_feed(*in_chunks(b"[" + A + b"," + big + b'"},' + B + b"\n," + C + b"]")) == [
        (1, "a"),
        (1, "body: must be at most 65536 bytes; what follows it on line 1 was not read"),
        (2, "c"),
    ]


def test_an_element_that_is_no_object_is_refused_alone() -> None:
    text = b"[" + A + b', null, 1.5, "x", [' + A + b"], {x: 1},\n" + B + b"]"

    assert read_feed(text) == [(1, "a"), *[(1, NOT_JSON)] * 5, (2, "b")]


def test_an_array_that_is_broken_is_read_on_as_lines() -> None:
    assert read_feed(b"[" + A + b"\n" + B + b"\n" + C) == [
        (1, "a"),
        (2, "body: must have a comma before it in the array that starts on line 1"),
        (2, "b"),
        (3, "c"),
    ]


def test_an_element_without_an_end_says_what_is_lost_by_it() -> None:
    assert read_feed(b"[" + A + b',\n{"transaction_id":"x",' + B + b",\n" + C + b"]") == [
        (1, "a"),
        (2, f"{NOT_JSON}; what follows it on line 2 was not read"),
        (3, "c"),
    ]


def test_a_comma_before_the_end_of_an_array_is_said() -> None:
    assert read_feed(b"[" + A + b",\n]") == [(1, "a"), (2, "the array: must not end with a comma")]


def test_a_comma_after_a_line_is_said() -> None:
    reason = "body: must be a JSON object without a comma after it"

    assert read_feed(A + b",\n" + B + b"\n") == [(1, reason), (2, "b")]


def test_a_field_beside_a_batchs_list_is_said_and_takes_nothing_with_it() -> None:
    text = b'{\n  "transactions": [\n    ' + A + b'\n  ],\n  "next": {\n    "page": 2\n  }\n}\n' + B

    assert read_feed(text) == [(3, "a"), (4, "transactions: must have no other field beside it"), (9, "b")]


def test_lines_that_are_all_broken_json_are_refused_one_by_one() -> None:
    text = b"".join(b'{"transaction_id": %d oops}\n' % number for number in range(50))

    assert read_feed(text) == [(number, NOT_JSON) for number in range(1, 51)]


def test_unclosed_objects_are_each_refused_however_many_there_are() -> None:
    text = b'{"a":\n' * 500 + A

    *bad, last = read_feed(text)

    assert len(bad) == 500
    assert last == (501, "a")


def test_numbers_that_are_no_json_are_refused_as_the_api_refuses_them() -> None:
    for number in ("NaN", "Infinity", "1e999999999999999999999"):
        ((_, reason),) = read_feed(
            json.dumps({"transaction_id": "x"}).encode()[:-1] + f', "amount": {number}}}'.encode()
        )

        assert reason.startswith("amount: must be ")
