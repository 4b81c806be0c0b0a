"""The inputs of a model: what it reads of a payment, and the number that it makes of what is no number.

A feature is the name of what holds a number, or true or false; the name of a text, or a part of one, as in
`domain(metadata.email)`, for which the model's table of texts has numbers; or what is counted of a text, as in
`digits(metadata.email)`.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from handlers.decision.condition.tree import Read
from handlers.decision.condition.vocabulary import METADATA, Kind, Vocabulary
from handlers.decision.entity.catalogue import feature_of

Texts = Mapping[str, float]
"""The number of each text that a table knows."""

TEXT_FIELDS = ("currency", "merchant")
"""Fields of a payment that are texts of which many payments have the same."""

_PART = re.compile(r"([a-z0-9]+)\((.+)\)", re.DOTALL)
_ADDRESS = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,38}(?:\.[0-9]{1,38})?", re.ASCII)
_STARTS_WITH = 3
_WITHOUT_NUMBERS = str.maketrans("", "", "0123456789.")
_DIGITS = frozenset("0123456789")


def _domain(text: str) -> str | None:
    """Return what stands after the last @ of an address of e-mail, in no case."""
    _, at, domain = text.rpartition("@")
    return domain.casefold() if at else None


def _network(text: str) -> str | None:
    """Return the first two numbers of an address of IPv4."""
    found = _ADDRESS.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else None


def _start(text: str) -> str:
    """Return the first letters and digits, as of a telephone's number or a postal code."""
    return "".join([each for each in text[:12] if each.isalnum()][:_STARTS_WITH])


def _letters(text: str) -> str:
    """Return a text without the numbers in it, as of a browser without its versions."""
    return text.translate(_WITHOUT_NUMBERS)


def _address(text: str) -> Decimal | None:
    """Return an address of IPv4 as the number that it is."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    one, two, three, four = map(int, found.groups())
    return Decimal(((one * 256 + two) * 256 + three) * 256 + four)


def _number(text: str) -> Decimal | None:
    """Return the number that a text is; None if it is none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _length(text: str) -> Decimal:
    return Decimal(len(text))


def _digits(text: str) -> Decimal:
    return Decimal(sum(map(_DIGITS.__contains__, text)))


def _flag(value: bool) -> bool:  # noqa: FBT001 -- a value of the metadata
    return value


TEXT_PARTS: Mapping[str, Callable[[str], str | None]] = {
    "domain": _domain,
    "network": _network,
    "start": _start,
    "letters": _letters,
}
"""Parts of a text, for which a table has numbers."""

NUMBER_PARTS: Mapping[str, Callable[[str], Decimal | None]] = {
    "address": _address,
    "number": _number,
    "length": _length,
    "digits": _digits,
}
"""Numbers that a text has."""

FLAG = "flag"
"""The part that reads a key of the metadata that is true or false."""


class Input(NamedTuple):
    """A feature of a model: what is read, and what is made of it before a table or a tree takes it."""

    name: str
    read: Read
    part: Callable[[Any], Any] | None = None
    is_text: bool = False
    """True if a table has its numbers."""

    def value(self, known: Mapping[str, Any]) -> Any:
        """Return a number, true or false, or the text that a table is asked for; None if it is absent."""
        value = known.get(self.read.slot)
        return self.part(value) if self.part and value is not None else value


def input_of(name: str, vocabulary: Vocabulary, *, is_text: bool) -> Input | None:
    """Return the feature of a name; None if it is none. A key of the metadata holds what its use says."""
    if written := _PART.fullmatch(name):
        return _of_part(name, written[1], written[2], vocabulary)
    if _is_key(name):
        return Input(name, Read(name, Kind.TEXT if is_text else Kind.NUMBER, optional=True), is_text=is_text)
    known = vocabulary.get(name)
    if known is None:
        return None
    read = Read(name, known.kind, known.optional)
    if is_text or name in TEXT_FIELDS:
        return Input(name, read, is_text=True) if name in TEXT_FIELDS else None
    return Input(name, read) if known.kind in (Kind.NUMBER, Kind.BOOLEAN) and feature_of(name) else None


def _of_part(name: str, part: str, whole: str, vocabulary: Vocabulary) -> Input | None:
    if part == FLAG and _is_key(whole):
        return Input(name, Read(whole, Kind.BOOLEAN, optional=True), _flag)
    if not _is_key(whole) and whole not in TEXT_FIELDS:
        return None
    optional = _is_key(whole) or vocabulary[whole].optional
    read = Read(whole, Kind.TEXT, optional)
    if part in TEXT_PARTS:
        return Input(name, read, TEXT_PARTS[part], is_text=True)
    return Input(name, read, NUMBER_PARTS[part]) if part in NUMBER_PARTS else None


def _is_key(name: str) -> bool:
    return name.startswith(f"{METADATA}.") and len(name) > len(METADATA) + 1
