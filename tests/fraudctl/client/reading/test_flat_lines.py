"""Lines that are a flat object each are read in blocks, and to the same values and numbers as any text."""

import random
from collections.abc import Iterator

import pytest

from fraudctl.client.reading import flat_lines, values
from fraudctl.client.reading.window import Window
from handlers.contract.errors import Refused

PIECES = (
    b'{"a":1}\n',
    b'{"b":{"c":"}"}}\n',
    b'{"d":"{"}\r\n',
    b'  {"e":2}\n',
    b'{"f":3} {"g":4}\n',
    b'{"h":5},\n',
    b'{"i":[6]}\n',
    b'{\n "j": 7\n}\n',
    b'{"k": "cut\n',
    b'[{"l":8},\n{"m":9}\n]\n',
    b'{"transactions":[{"n":1},\n{"o":2}\n]}\n',
    b"\n",
    b"no object\n",
    b'{"p":"\xff"}\n',
)


def in_chunks(text: bytes, size: int) -> Iterator[bytes]:
    return (text[at : at + size] for at in range(0, len(text), size))


def read(text: bytes, size: int) -> list[tuple[int, bytes | str]]:
    found = values.iter_values(Window(in_chunks(text, size)))
    return [(number, str(each) if isinstance(each, Refused) else each) for number, each in found]


@pytest.mark.parametrize("seed", range(30))
def test_whatever_stands_between_them_they_are_what_they_are_one_by_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    text = b"".join(chance.choices(PIECES, weights=[12, 6] + [1] * (len(PIECES) - 2), k=40))
    sizes = (1, 7, 64, 100_000)

    in_blocks = [read(text, size) for size in sizes]
    monkeypatch.setattr(values, "flat_lines", lambda _: iter(()))
    one_by_one = read(text, sizes[0])

    assert in_blocks == [one_by_one] * len(sizes)


def test_lines_that_have_not_come_whole_are_not_waited_for() -> None:
    window = Window(iter([b'\n{"a":1}\n{"b":2}\n{"c"']))
    window.more()
    assert list(flat_lines.flat_lines(window)) == [(2, b'{"a":1}'), (3, b'{"b":2}')]
    assert (bytes(window.data), window.line) == (b'\n{"c"', 3)
