"""A file of labels: JSON objects, as `send` reads transactions, or CSV with a header."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from fraudctl.client.reading import read_transactions
from fraudctl.client.reading.source import DamagedInput, decompress
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused
from handlers.contract.label import LABEL_RULES
from handlers.contract.strict_json import fields_of, parse

REQUIRED = ("transaction_id", "label", "source", "at")

NumberedLabel = tuple[int, dict[str, Any] | Refused]
"""A line's number, and its fields, or the reason why it has none that can be sent."""


def read_labels(file: Path) -> Iterator[NumberedLabel]:
    """Yield the labels of a file, compressed with gzip or not.

    Raises:
        CommandError: it cannot be read, or holds neither JSON nor CSV with the columns of labels.
    """
    with file.open("rb") as source:
        head = b""
        for chunk in decompress(source)[1]:
            head += chunk
            if head.strip(b"\xef\xbb\xbf \t\r\n"):
                break
        source.seek(0)
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            for number, line in read_transactions(source, str(file)):
                yield number, _parsed(line)
        else:
            yield from _rows(file, decompress(source)[1])


def _parsed(line: bytes | Refused) -> dict[str, Any] | Refused:
    if isinstance(line, Refused):
        return line
    try:
        return with_time(fields_of(parse(line)))
    except Refused as error:
        return error


def _rows(file: Path, chunks: Iterator[bytes]) -> Iterator[NumberedLabel]:
    rows = csv.reader(_lines(file, chunks), strict=True)
    try:
        header = [each.strip().removeprefix("\ufeff") for each in next(rows, [])]
        unknown, missing = set(header) - LABEL_RULES.keys(), [each for each in REQUIRED if each not in header]
        if unknown or missing:
            wrong = f"has no column {missing[0]}" if missing else f"has a column {min(unknown)}, which no label has"
            raise CommandError(
                f"{file}: {wrong}; expected are JSON objects, or CSV with the columns {', '.join(LABEL_RULES)}"
            )
        for row in rows:
            if not row:
                continue
            if len(row) != len(header):
                yield rows.line_num, Refused("line", f"has {len(row)} columns, and the header {len(header)}")
            else:
                yield rows.line_num, with_time({name: value for name, value in zip(header, row, strict=True) if value})
    except csv.Error as error:
        raise CommandError(f"{file}: line {rows.line_num}: {error}") from error


def _lines(file: Path, chunks: Iterator[bytes]) -> Iterator[str]:
    rest, number = b"", 0
    try:
        for chunk in chain(chunks, [b""]):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in [*whole, *([rest] if not chunk and rest else [])]:
                number += 1
                yield line.decode() + "\n"
    except UnicodeDecodeError:
        raise CommandError(f"{file}: line {number} is not in UTF-8") from None
    except DamagedInput as error:
        raise CommandError(f"{file}: {error}") from error


def with_time(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a label's fields with `at` in epoch milliseconds, where it is these in digits, or a time of ISO 8601."""
    at = fields.get("at")
    if not isinstance(at, str):
        return fields
    if at.isdecimal() and at.isascii() and len(at) <= len("9999999999999"):
        return {**fields, "at": int(at)}
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return fields
    return {**fields, "at": round((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)}
