"""The transactions of a file, or one line that says why it has none."""

import csv
import json
import re
from collections.abc import Iterator
from itertools import chain

from fraudctl.client.reading.formats import (
    CERTAIN,
    DELIMITED,
    FIRST_BYTES,
    LIKELY,
    TEXT,
    FileFormat,
    first_match,
    format_of_list_at,
)
from fraudctl.client.reading.source import Source, decompress
from fraudctl.client.reading.values import NumberedLine, iter_values
from fraudctl.client.reading.window import BYTE_ORDER_MARK, HEAD_BYTES, Window
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused
from handlers.contract.strict_json import parse

MAX_TRIED = 20
"""Values without an object among them after which the file's format is looked for."""

SIGNATURE_BYTES = 4
"""Bytes that a signature takes."""

TRANSACTION_FIELDS = frozenset({b'"transaction_id"', b'"amount"', b'"merchant"', b'"metadata"'})
"""Fields that only a transaction has: a list beside one of them is no list of transactions."""

TOKEN = re.compile(rb'[{}\[\],:]|"(?:[^"\\]|\\.)*+"?|[^"{}\[\],:\s]+')


def read_transactions(source: Source, name: str | None = None) -> Iterator[NumberedLine]:
    """Return the transactions of a file or, without a name, of the standard input, each as soon as it has come.

    Each has the number of the line that it starts on, and the bytes as they were written; a bad one stops no other.

    Raises:
        CommandError: there are none; says what the file looks like, what is expected, and how to convert it.
    """
    compressed, chunks = decompress(source)
    window = Window(chunks)
    while len(window.head) < SIGNATURE_BYTES and b"\n" not in window.head and window.more():
        pass
    if first_match(FIRST_BYTES, window.head)[0]:
        while len(window.head) < HEAD_BYTES and window.more():
            pass  # the names in an archive say more
        found = first_match(FIRST_BYTES, window.head)[1]
    else:
        lines = iter_values(window)
        tried, found = _try_values(lines, window)
        if tried and not found and window.head:
            return chain(tried, lines)
    if found:
        raise CommandError(found.complaint(name, compressed=compressed))
    where = name or "the standard input"
    raise CommandError(f"{where}: {window.fault}" if window.fault else f"no transactions in {where}")


def _try_values(lines: Iterator[NumberedLine], window: Window) -> tuple[list[NumberedLine], FileFormat | None]:
    """Return the values up to the first object, or the first few, and the file's format if it is not JSON."""
    tried: list[NumberedLine] = []
    for _, line in zip(range(MAX_TRIED), lines, strict=False):
        tried.append(line)
        good = _is_object(line)
        found = _format_of_first(line, window.head, good=good) if len(tried) == 1 else None
        if good or found:
            return tried, found
    return tried, _likely_format(window.head) if tried else None


def _is_object(line: NumberedLine) -> bool:
    try:
        return isinstance(line[1], bytes) and isinstance(parse(line[1]), dict)
    except Refused:
        return False


def _format_of_first(line: NumberedLine, head: bytes, *, good: bool) -> FileFormat | None:
    """Return the format of a file that its first value alone gives away."""
    if isinstance(line[1], bytes) and (found := _format_of_wrapped_list(line[1], head)):
        return found
    return None if good else first_match(CERTAIN, _text(head))[1]


def _likely_format(head: bytes) -> FileFormat | None:
    """Return the format of a file none of whose first lines is a JSON object; None for broken JSON."""
    text = _text(head)
    known, found = first_match(CERTAIN + LIKELY, text)
    return found if known or not text else _delimited(text.decode(errors="replace")) or _scalars(text) or TEXT


def _format_of_wrapped_list(value: bytes, head: bytes) -> FileFormat | None:
    """Return the format of an object that holds a list of objects, if the first value is one and begins the file."""
    if not _text(head).startswith(b"{"):
        return None
    fields: list[bytes] = []  # the field that holds each open bracket
    name = last = b""
    for token in TOKEN.finditer(value):
        text = token[0]
        if text in TRANSACTION_FIELDS:
            return None
        if text == b"{" and last == b"[":
            inner = fields[1:]
            quoted = inner and all(each.startswith(b'"') for each in inner)
            return format_of_list_at(*(each[1:-1].decode(errors="replace") for each in inner)) if quoted else None
        if text == b":":
            name = last
        elif text in (b"{", b"["):
            fields.append(name)
            name = b""
        elif text in (b"}", b"]"):
            fields = fields[:-1]
            if not fields:
                return None
        last = text
    return None


def _delimited(text: str) -> FileFormat | None:
    first, *others = text.split("\n")[:3]
    whole = others[:1] if len(others) > 1 else []  # the head may end within a line
    for delimiter, found in DELIMITED.items():
        header, *rows = (len(next(csv.reader([line], delimiter=delimiter), [])) for line in (first, *whole))
        if header > 1 and all(row == header for row in rows):
            return found
    return None


def _scalars(text: bytes) -> FileFormat | None:
    try:
        json.loads(text.partition(b"\n")[0])
    except ValueError:
        return None
    return FileFormat("JSON values that are no objects")


def _text(head: bytes) -> bytes:
    return re.sub(rb"\r\n?", b"\n", head.removeprefix(BYTE_ORDER_MARK)).lstrip()
