"""From a file that ends early every whole value is read, and the rest is reported."""

import gzip

import pytest

from fraudctl.client.reading import read_transactions
from fraudctl.errors import CommandError
from tests.fraudctl.client.feed import A, Feed, read_feed, valid_line

CUT = "body: is cut off: the input ends in the middle of it"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (A + b'\n{"transaction_id":"x', (2, CUT)),
        (A + b'\n{"transaction_id":"x\\', (2, CUT)),
        (A + b'\n{\n  "transaction_id": "x",\n', (2, CUT)),
        (A + b"\n{", (2, CUT)),
        (b"[" + A + b',\n{"transaction_id":', (2, CUT)),
        (b"[" + A + b",\n", (2, "body: is cut off: the array that starts on line 1 has no end")),
        (b"[" + A, (1, "body: is cut off: the array that starts on line 1 has no end")),
        (b'{"transactions":[' + A + b"]", (1, "transactions: is cut off: the object around it has no end")),
    ],
)
def test_of_a_file_that_is_cut_off_the_beginning_is_read_and_the_end_is_said(text: bytes, end: tuple[int, str]) -> None:
    first, *others = read_feed(text)

    assert first == (1, "a")
    assert others[0] == end


def test_of_a_gzip_that_is_cut_off_or_damaged_the_beginning_is_read_and_the_end_is_said() -> None:
    lines = b"".join(valid_line(str(number)) + b"\n" for number in range(3_000))
    whole = gzip.compress(lines, mtime=0)
    damaged = whole[:-8] + bytes(8)

    *before, cut, last = read_feed(whole[: len(whole) // 2])
    assert before == [(number + 1, str(number)) for number in range(len(before))]
    assert len(before) > 100
    assert cut[0] == last[0] == len(before) + 1
    assert (cut[1], last[1]) == (CUT, "the input: its gzip data is cut off")
    assert read_feed(damaged)[-2:] == [(3_000, "2999"), (3_001, "the input: its gzip data is damaged")]
    assert read_feed(whole + b"trailing")[-1] == (3_001, "the input: its gzip data is damaged")
    assert len(read_feed(whole + bytes(512))) == 3_000


def test_a_gzip_with_nothing_whole_in_it_is_said_in_a_line() -> None:
    with pytest.raises(CommandError, match=r"^the\.gz: its gzip data is damaged$"):
        read_transactions(Feed(b"\x1f\x8bnonsense"), "the.gz")


def test_a_source_that_fails_is_said_after_what_came_before() -> None:
    class Failing(Feed):
        def read1(self, size: int, /) -> bytes:
            return super().read1(size) or self._fail()

        def _fail(self) -> bytes:
            raise OSError(5, "Input/output error")

    numbered = [*read_transactions(Failing(A + b"\n"))]

    assert numbered[0] == (1, A)
    assert str(numbered[1][1]) == "the input: could not be read to its end: Input/output error"
