"""Where a JSON value ends, told without building it."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from fraudctl.reading.window import Window

HELD = 8 * 1024 * 1024
"""Bytes of a value that are held to find its end; those above the limit of a transaction are refused all the same."""

DEEPEST = 100
"""Levels; a transaction has two. It bounds how often a line is read again in a file of unclosed values."""

TOKEN = re.compile(rb'[ \t\n]*+(?:([{}\[\],:])|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+("?)|[^"{}\[\],:\n]++)')
"""Punctuation, a string with or without its end, or anything else: whether it is a number is for the parser to say."""

VALUE = b'{["0'
"""The kinds of token that begin a value: a string is told by its quote, a number or word by a zero."""


class Stop(Enum):
    """A reason why a value has no end."""

    BROKEN = auto()
    CUT_OFF = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class NoEnd:
    """A value's lack of an end, and whether it went beyond its first line."""

    reason: Stop
    beyond: bool


class Nesting:
    """The grammar's state within a value: what is open, and which kinds of token may come next."""

    def __init__(self) -> None:
        self._open = bytearray()
        self._expected = VALUE

    def take(self, kind: bytes) -> bool:
        """Go on by a token; return False if it cannot stand here."""
        if kind not in self._expected or len(self._open) == DEEPEST:
            return False
        if kind in b"{[":
            self._open += kind
            self._expected = b'"0}' if kind == b"{" else VALUE + b"]"
        elif kind == b",":
            self._expected = b'"0' if self._open.endswith(b"{") else VALUE
        elif kind == b":":
            self._expected = VALUE
        elif kind in b'"0' and self._open.endswith(b"{") and b"{" not in self._expected:
            self._expected = b":"
        else:
            if kind in b"}]":
                self._open.pop()
            self._expected = b",}" if self._open.endswith(b"{") else b",]"
        return True

    @property
    def complete(self) -> bool:
        """Whether nothing is open any more."""
        return not self._open


def value_end(window: Window) -> int | NoEnd:
    """Return how many bytes the value takes that the window begins with."""
    nesting, at = Nesting(), 0
    while at <= HELD:
        token = TOKEN.match(window.data, at)
        if token is None or _may_go_on(window, token):
            if window.more():
                continue
            if token is None or not nesting.take(_kind(token)) or not nesting.complete:
                return NoEnd(Stop.CUT_OFF, beyond=b"\n" in window.data)
        elif not nesting.take(_kind(token)):
            return NoEnd(Stop.BROKEN, beyond=window.data.find(b"\n", 0, token.end()) >= 0)
        at = token.end()
        if nesting.complete:
            return at
    return NoEnd(Stop.TOO_LONG, beyond=window.data.find(b"\n", 0, at) >= 0)


def _may_go_on(window: Window, token: re.Match[bytes]) -> bool:
    """Return whether the token touches the end of what was read, and could be longer or unfinished."""
    rest = len(window.data) - token.end()
    return not (token[1] or token[2]) and (rest == 0 or (rest == 1 and window.data.endswith(b"\\")))


def _kind(token: re.Match[bytes]) -> bytes:
    """Return what the grammar knows the token as; a string without its end is nothing."""
    if token[1]:
        return bytes(token[1])
    return b"0" if token[2] is None else bytes(token[2]) or b"!"
