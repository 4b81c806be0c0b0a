"""A scanner that finds the end of a JSON value without parsing it."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from fraudctl.client.reading.window import Window

MAX_HELD_BYTES = 8 * 1024 * 1024
"""Bytes of a value that are held to find its end; a value above the limit of a transaction is refused anyway."""

MAX_DEPTH = 100
"""Levels of nesting; a transaction has two. It bounds how often a line is read again in a file of unclosed values."""

_REST_OF_STRING = rb'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+'
REST_OF_STRING = re.compile(_REST_OF_STRING + rb'("?)')
"""The rest of a string on its line, with or without the closing quote."""
WORD = re.compile(rb'[^"{}\[\],:\n]*+')
"""Text that is neither punctuation nor a string; the parser decides whether it is a number."""

_FLAT = rb'[^"{}\[\]\n]++|"' + _REST_OF_STRING + rb'"'
FLAT_OBJECT = re.compile(rb"\{(?:" + _FLAT + rb"|\{(?:" + _FLAT + rb")*+\})*+\}")
"""An object on one line with at most flat objects in it, as a transaction is; many times as fast as by tokens."""

STRING, ANY_WORD, UNFINISHED = b'"', b"0", b"!"
"""Kinds of token beside punctuation, which is its own kind; an unfinished string is allowed nowhere."""
VALUE = b'{["0'
"""Kinds of token that begin a value."""


class NoEndReason(Enum):
    """A reason why the end of a value was not found."""

    BROKEN = auto()
    CUT_OFF = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class NoEnd:
    """The result for a value without an end, and whether it went beyond its first line."""

    reason: NoEndReason
    beyond: bool


class GrammarState:
    """The state of JSON's grammar within a value: the open brackets, and the kinds of token that may come next."""

    def __init__(self) -> None:
        self._open = bytearray()
        self._expected = VALUE

    def accept(self, kind: bytes) -> bool:
        """Advance by a token; return False if it cannot stand here."""
        if kind not in self._expected or len(self._open) == MAX_DEPTH:
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
        """Return whether no bracket is open any more."""
        return not self._open


def find_value_end(window: Window) -> int | NoEnd:
    """Return the length in bytes of the value that the window begins with."""
    if flat := FLAT_OBJECT.match(window.data):
        return flat.end()
    grammar, at, reason = GrammarState(), 0, NoEndReason.TOO_LONG
    while at <= MAX_HELD_BYTES:
        kind, at = _next_token(window, at)
        if kind and grammar.accept(kind):
            if grammar.complete:
                return at
        elif at <= MAX_HELD_BYTES:
            reason = NoEndReason.BROKEN if kind else NoEndReason.CUT_OFF
            break
    return NoEnd(reason, beyond=window.data.find(b"\n", 0, at) >= 0)


def _next_token(window: Window, at: int) -> tuple[bytes, int]:
    """Return the kind of the next token and its end; no kind where the text ends within it."""
    at, first = window.find(at)
    at += len(first)
    if first in b"{}[],:":
        return first, at
    string = first == STRING
    while at <= MAX_HELD_BYTES:
        part = (REST_OF_STRING if string else WORD).match(window.data, at)
        at = part.end() if part else at
        if string and part and part[1]:
            return STRING, at
        if bytes(window.data[at : at + 2]) not in ((b"", b"\\") if string else (b"",)):
            return (UNFINISHED if string else ANY_WORD), at
        if not window.more():
            return (b"" if string else ANY_WORD), at
    return UNFINISHED, at
