"""A file is read as it comes: no value waits for the next, and no more is held than one value takes."""

import gzip
import json
import random
from collections.abc import Iterator

import pytest

from fraudctl.client.reading import read_transactions
from fraudctl.client.reading.source import CHUNK_BYTES
from tests.fraudctl.client.feed import Feed


@pytest.mark.parametrize(
    "pieces",
    [
        [b'{"a":1}\n'],
        [b'{"a":1}\r'],
        [b'{"a":', b"1}\n"],
        [b'\xef\xbb\xbf{"a":1}\n'],
        [b'[{"a":1}'],
        [b'[\n  {"a":1}\n'],
        [b'{\n  "a":1\n}\n'],
        [b'{"transactions":[{"a":1}'],
        [b'nonsense\n{"a":1}\n'],
        [b'{"cut":\n{"a":1}\n{"a":2}\n'],
        [gzip.compress(b'{"a":1}\n', mtime=0)],
    ],
)
def test_a_value_is_given_out_before_the_next_has_come(pieces: list[bytes]) -> None:
    lines = read_transactions(Feed(*pieces, ends=False))

    assert any(text in (b'{"a":1}', b'{\n  "a":1\n}') for _, text in lines)


class Endless:
    """An array of objects without an end, as one line."""

    def __init__(self) -> None:
        self.given = 0

    def read1(self, size: int, /) -> bytes:
        self.given += size
        return b"[" + b'{"a":1},' * (size // 8) if self.given == size else b'{"a":1},' * (size // 8)


def test_no_more_of_an_array_is_read_than_is_asked_for() -> None:
    source = Endless()
    lines = read_transactions(source)

    for _ in range(CHUNK_BYTES // 4):
        assert next(lines)[1] == b'{"a":1}'

    assert source.given <= CHUNK_BYTES * 3


def test_a_small_gzip_of_gigabytes_is_decompressed_in_steps() -> None:
    object_ = b'{"a":1}\n'
    bomb = gzip.compress(object_ * (1 << 20))
    assert len(bomb) < CHUNK_BYTES
    lines = read_transactions(Feed(bomb))

    assert [next(lines) for _ in range(3)] == [(number, b'{"a":1}') for number in (1, 2, 3)]


def test_the_values_of_a_long_file_survive_any_pieces() -> None:
    values = [{"transaction_id": str(number), "merchant": "x" * (number % 700)} for number in range(2000)]
    data = json.dumps(values, indent=1).encode()
    chance = random.Random(7)  # noqa: S311 -- repeatable

    def pieces() -> Iterator[bytes]:
        at = 0
        while at < len(data):
            size = chance.randint(1, 9000)
            yield data[at : at + size]
            at += size

    assert [json.loads(text) for _, text in read_transactions(Feed(*pieces())) if isinstance(text, bytes)] == values
