"""A source that gives what a test says, and the transactions that `send` reads from it."""

from typing import Any

from fraudctl.client.parsed_line import RefusedLine, parse_line
from fraudctl.client.reading import read_transactions

NOT_JSON = "body: must be a JSON object in UTF-8"


class Feed:
    """A source that gives its pieces one at a time, and fails a test that waits for a missing one."""

    def __init__(self, *pieces: bytes, ends: bool = True) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self._ends = ends

    def read1(self, _: int, /) -> bytes:
        if self._pieces:
            return self._pieces.pop(0)
        assert self._ends, "waited for more"
        return b""


def valid_line(identity: str) -> bytes:
    return b'{"transaction_id":"%s"}' % identity.encode()


A, B, C = map(valid_line, "abc")


def read_feed(*pieces: bytes) -> list[tuple[int, Any]]:
    """Return the lines of a file by number, with the id or the reason for refusal."""
    found: list[tuple[int, Any]] = []
    for number, text in read_transactions(Feed(*pieces)):
        line = parse_line(text)
        found.append((number, line.reason if isinstance(line, RefusedLine) else line.request.transaction_id))
    return found
