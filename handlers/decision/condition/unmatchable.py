"""The characters of a regular expression that stand in no text it is compared with, since texts are `comparable`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handlers.decision.condition.texts import comparable

MOST_TRIED = 1_000
"""Characters of a range that are looked at; one of a larger range is taken to stand in texts."""

MOST_NAMED = 6
"""Characters of an expression that a message names."""

_PART = (
    r"(?s)\\Q(?P<quoted>.*?)(?:\\E|\Z)|\\x\{(?P<code>[0-9A-Fa-f]+)\}|\\x(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\[pP](?:\{[^}]*\}|.)|\\.|\[:\^?[a-z]+:\]|(?P<literal>.)"
)
"""An escape of RE2, or a character; compiled only once an expression may hold such a character."""

_META = r"([\\.^$*+?()\[\]{}|])"


class _Token(NamedTuple):
    """A part of an expression: the character that it stands for, none where it is for many or for a place."""

    character: str | None
    sign: bool
    """True if it is written as it is, so that a bracket or a `-` has its meaning."""


class Unmatchable(NamedTuple):
    """A part of an expression that no text holds, as `U+FF21`, and what is written instead, if anything."""

    asked: str
    instead: str | None


def asked_in_vain(pattern: str) -> tuple[str, str | None] | None:
    """Return the sentence and the hint about what a valid expression asks for and no text holds, if there is any."""
    never = dict.fromkeys(unmatchable(pattern))
    if not never:
        return None
    asked, more = [each.asked for each in never][:MOST_NAMED], " …" if len(never) > MOST_NAMED else ""
    instead = [f"{each.instead} for {each.asked}" for each in never if each.instead][:MOST_NAMED]
    said = "no text holds what this expression asks for, since texts are compared in Unicode's normal form KC"
    return f"{said}: {', '.join(asked)}{more}", ", ".join(instead) or None


def unmatchable(pattern: str) -> Iterator[Unmatchable]:
    """Yield the characters, and ranges of them, of a valid expression that no text holds."""
    if pattern.isascii() and r"\x" not in pattern:
        return
    tokens, place = list(_tokens(pattern)), 0
    while place < len(tokens):
        if tokens[place] == _Token("[", sign=True):
            end = _end_of_class(tokens, place)
            yield from _in_class(tokens[place + 1 : end])
            place = end + 1
        else:
            yield from _beside(
                tokens[place], tokens[place + 1] if place + 1 < len(tokens) else _Token(None, sign=False)
            )
            place += 1


def _tokens(pattern: str) -> Iterator[_Token]:
    for found in re.finditer(_PART, pattern):
        if found["quoted"] is not None:
            yield from (_Token(each, sign=False) for each in found["quoted"])
        elif code := found["code"] or found["byte"]:
            yield _Token(chr(int(code, 16)), sign=False)
        else:
            yield _Token(found["literal"], sign=found["literal"] is not None)


def _end_of_class(tokens: list[_Token], begin: int) -> int:
    """Return where the class ends that begins there; a bracket at its very beginning is one of its characters."""
    first = begin + 2 if tokens[begin + 1] == _Token("^", sign=True) else begin + 1
    return tokens.index(_Token("]", sign=True), first + 1)


def _in_class(tokens: list[_Token]) -> Iterator[Unmatchable]:
    place = 0
    while place < len(tokens):
        low, high = tokens[place].character, tokens[place + 2].character if place + 2 < len(tokens) else None
        if low and high and tokens[place + 1] == _Token("-", sign=True):
            within = range(ord(low), ord(high) + 1)
            if len(within) <= MOST_TRIED and not any(_stands(chr(each)) for each in within):
                yield Unmatchable(f"{_named(low)} to {_named(high)}", f"{_plain(low)}-{_plain(high)}")
            place += 3
        else:
            yield from _alone(low)
            place += 1


def _beside(token: _Token, following: _Token) -> Iterator[Unmatchable]:
    one, other = token.character, following.character
    yield from _alone(one)
    if one and other and _stands(one) and _stands(other) and not _stands(one + other):
        yield Unmatchable(f"{_named(one)} with {_named(other)} after it", _plain(one + other))


def _alone(character: str | None) -> Iterator[Unmatchable]:
    if character and not _stands(character):
        yield Unmatchable(_named(character), _plain(character) or None)


def _stands(text: str) -> bool:
    return comparable(text) == text


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"


def _plain(text: str) -> str:
    """Return the form that texts have instead, as an expression writes it."""
    return re.sub(_META, r"\\\1", comparable(text))
