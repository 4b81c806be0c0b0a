"""A file of labels: JSON objects, as `send` reads transactions, or CSV with a header; a bad line stops no other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fraudctl.client.parsed_line import checked_line
from fraudctl.client.reading import read_transactions
from fraudctl.client.reading.rows import take_header, take_rows
from fraudctl.client.reading.source import DamagedInput, decompress
from fraudctl.client.reading.window import BYTE_ORDER_MARK, Window
from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.errors import Refused
from handlers.contract.label import LABEL_RULES
from handlers.contract.strict_json import fields_of, parse

REQUIRED = ("transaction_id", "label", "source", "at")

NumberedLabel = tuple[int, dict[str, Any] | Refused]
"""A line's number, and its fields, or the reason why it has none that can be sent."""


def read_labels(file: Path) -> Iterator[NumberedLabel]:
    """Yield the labels of a file, compressed with gzip or not; a file that is cut off ends with the reason.

    Raises:
        CommandError: it holds neither JSON nor CSV with the columns of labels.
    """
    with file.open("rb") as source:
        head = b""
        try:
            for chunk in decompress(source)[1]:
                head = (head + chunk).lstrip(BYTE_ORDER_MARK + b" \t\r\n")
                if head:
                    break
        except DamagedInput as error:
            raise CommandError(f"{file}: {error}") from error
        source.seek(0)
        if head[:1] in (b"{", b"["):
            for number, line in read_transactions(source, str(file)):
                yield number, _parsed(line)
        else:
            yield from _rows(file, Window(decompress(source)[1]))


def _parsed(line: bytes | Refused) -> dict[str, Any] | Refused:
    try:
        return with_time(fields_of(parse(checked_line(line))))
    except Refused as error:
        return error


def _rows(file: Path, window: Window) -> Iterator[NumberedLabel]:
    delimiter, header = take_header(window)
    unknown, missing = set(header) - LABEL_RULES.keys(), [each for each in REQUIRED if each not in header]
    if unknown or missing:
        other = escape_invisible(min(unknown, default=""))
        wrong = f"has no column {missing[0]}" if missing else f"has a column {other}, which no label has"
        raise CommandError(
            f"{file}: {wrong}; expected are JSON objects, or CSV with the columns {', '.join(LABEL_RULES)}"
        )
    for number, row in take_rows(window, delimiter, len(header)):
        if isinstance(row, Refused):
            yield number, row
        else:
            yield number, with_time({name: value for name, value in zip(header, row, strict=True) if value})


def with_time(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a label's fields with `at` in epoch milliseconds, where it is these in digits, or a time of ISO 8601."""
    at = fields.get("at")
    if not isinstance(at, str):
        return fields
    if at.isdecimal() and at.isascii() and len(at) <= len("9999999999999"):
        return {**fields, "at": int(at)}
    try:
        time = datetime.fromisoformat(at)
        return {**fields, "at": round((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)}
    except (ValueError, OverflowError):  # as with a zone before the first year
        return fields
