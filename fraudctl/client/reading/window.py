"""A sliding window over a text, which is read as it comes and never held as a whole."""

from collections.abc import Iterator

from fraudctl.client.reading.source import DamagedInput

HEAD_BYTES = 4096
"""Bytes of the beginning that are kept, to recognize the format of a file that is not JSON."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RECORD_SEPARATOR = 0x1E
"""The byte that begins each value of a JSON text sequence (RFC 7464)."""


class Window:
    """The part of a text that was read and not consumed yet, in `data`; more is read only when it is asked for.

    A line ends with a line feed, a carriage return or both; all become line feeds, which no JSON string can hold.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.data = bytearray()
        self.line = 1
        self.indent = 0
        """Blanks that the present line begins with."""
        self.head = b""
        self.fault = ""
        """The reason why the text ended early, if it did."""
        self._chunks = chunks
        self._in_margin, self._after_return = True, False

    def more(self) -> bool:
        """Read the bytes that are there, or wait for some; return False at the end."""
        try:
            chunk = next((each for each in self._chunks if each), b"")
        except DamagedInput as error:
            self.fault, chunk = str(error), b""
        if not chunk:
            return False
        self.head += chunk[: HEAD_BYTES - len(self.head)]
        follows, self._after_return = self._after_return, chunk.endswith(b"\r")
        if follows:
            chunk = chunk.removeprefix(b"\n")
        self.data += chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return True

    def advance(self, count: int) -> None:
        """Consume `count` bytes of `data`."""
        passed = bytes(self.data[:count])
        del self.data[:count]
        self.line += passed.count(b"\n")
        _, newline, last = passed.rpartition(b"\n")
        if newline:
            self.indent, self._in_margin = 0, True
        if self._in_margin:
            blanks = len(last) - len(last.lstrip(b" \t"))
            self.indent += blanks
            self._in_margin = blanks == len(last)

    def skip(self) -> bool:
        """Consume blanks, and marks between values; return False at the end."""
        while True:
            at, byte = self.find()
            self.advance(at)
            if not byte:
                return False
            if byte[0] == RECORD_SEPARATOR:
                self.advance(1)
            elif self.holds(BYTE_ORDER_MARK):
                self.advance(len(BYTE_ORDER_MARK))
            else:
                return True

    def find(self, at: int = 0, blanks: bytes = b" \t\n") -> tuple[int, bytes]:
        """Return the position of the first byte from `at` on that is not blank, and the byte; no byte at the end."""
        while True:
            while at < len(self.data) and self.data[at] in blanks:
                at += 1
            if at < len(self.data):
                return at, bytes(self.data[at : at + 1])
            if not self.more():
                return at, b""

    def holds(self, token: bytes, at: int = 0) -> bool:
        """Return whether the text has this token at a position."""
        while token != (there := bytes(self.data[at : at + len(token)])):
            if not (token.startswith(there) and self.more()):
                return False
        return True

    def take_line(self, most: int) -> bytes:
        """Consume the rest of the line, but not its line feed, and return at most `most` of its first bytes."""
        kept = b""
        while self.data or self.more():
            end = self.data.find(b"\n")
            count = len(self.data) if end < 0 else end
            kept += self.data[: min(count, most - len(kept))]
            self.advance(count)
            if end >= 0:
                break
        return kept
