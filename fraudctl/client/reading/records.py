"""A file of records: JSON objects, as `send` reads transactions, or CSV with a header; a bad line stops no other."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from fraudctl.client.parsed_line import checked_line
from fraudctl.client.reading.file import read_transactions
from fraudctl.client.reading.rows import take_header, take_rows
from fraudctl.client.reading.source import DamagedInput, decompress
from fraudctl.client.reading.window import BYTE_ORDER_MARK, Window
from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.errors import Refused
from handlers.contract.strict_json import fields_of, parse

NumberedRecord = tuple[int, dict[str, Any] | Refused]
"""A line's number, and its fields, or the reason why it has none that can be taken."""


def read_records(
    file: Path, *, columns: Collection[str], required: Collection[str], noun: str
) -> Iterator[NumberedRecord]:
    """Yield the records of a file, compressed with gzip or not; a file that is cut off ends with the reason.

    Args:
        file: The file.
        columns: The fields that a record may have, as the header of CSV names them.
        required: Those that a header must have.
        noun: A record's name for a person, in the singular.

    Raises:
        CommandError: it holds neither JSON nor CSV with these columns.
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
            return
        window = Window(decompress(source)[1])
        delimiter, header = take_header(window)
        unknown, missing = set(header) - {*columns}, [each for each in required if each not in header]
        if unknown or missing:
            other = escape_invisible(min(unknown, default=""))
            wrong = f"has no column {missing[0]}" if missing else f"has a column {other}, which no {noun} has"
            raise CommandError(
                f"{file}: {wrong}; expected are JSON objects, or CSV with the columns {', '.join(columns)}"
            )
        for number, row in take_rows(window, delimiter, len(header)):
            if isinstance(row, Refused):
                yield number, row
            else:
                yield number, {name: value for name, value in zip(header, row, strict=True) if value}


def _parsed(line: bytes | Refused) -> dict[str, Any] | Refused:
    try:
        return fields_of(parse(checked_line(line)))
    except Refused as error:
        return error
