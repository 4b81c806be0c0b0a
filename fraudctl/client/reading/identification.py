"""Telling what a file is that holds no transactions as JSON."""

import csv
import json
import re

from fraudctl.client.reading.formats import Format, list_at
from fraudctl.client.reading.signatures import DELIMITED, LIKELY, SURE, TEXT, first_match
from fraudctl.client.reading.window import BYTE_ORDER_MARK

OWN = frozenset({b'"transaction_id"', b'"amount"', b'"merchant"', b'"metadata"'})
"""Fields that only a transaction has: one beside a list does not make it a list of transactions."""

TOKEN = re.compile(rb'[{}\[\],:]|"(?:[^"\\]|\\.)*+"?|[^"{}\[\],:\s]+')


def surely(head: bytes) -> Format | None:
    """Return the format of a file that begins so, where no line of it can be JSON all the same."""
    return first_match(SURE, _text(head))[1]


def likely(head: bytes) -> Format | None:
    """Return the format of a file that begins so, if none of its first lines is a JSON object; none is broken JSON."""
    text = _text(head)
    known, found = first_match(SURE + LIKELY, text)
    return found if known or not text else _table(text.decode(errors="replace")) or _scalars(text) or TEXT


def wrapped(value: bytes, head: bytes) -> Format | None:
    """Return the format of an object that holds a list of objects, if the first value is one and the file begins so."""
    if not _text(head).startswith(b"{"):
        return None
    fields: list[bytes] = []  # under which each open bracket stands
    name = last = b""
    for token in TOKEN.finditer(value):
        text = token[0]
        if text in OWN:
            return None
        if text == b"{" and last == b"[":
            inner = fields[1:]
            quoted = inner and all(each.startswith(b'"') for each in inner)
            return list_at(*(each[1:-1].decode(errors="replace") for each in inner)) if quoted else None
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


def _text(head: bytes) -> bytes:
    return re.sub(rb"\r\n?", b"\n", head.removeprefix(BYTE_ORDER_MARK)).lstrip()


def _table(text: str) -> Format | None:
    first, *others = text.split("\n")[:3]
    whole = others[:1] if len(others) > 1 else []  # the beginning may end within a line
    for delimiter, found in DELIMITED.items():
        header, *rows = (len(next(csv.reader([line], delimiter=delimiter), [])) for line in (first, *whole))
        if header > 1 and all(row == header for row in rows):
            return found
    return None


def _scalars(text: bytes) -> Format | None:
    try:
        json.loads(text.partition(b"\n")[0])
    except ValueError:
        return None
    return Format("JSON values that are no objects")
