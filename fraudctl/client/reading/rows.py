"""The rows of a table in CSV, each on a line of its own, so that a broken one affects no other."""

import csv
from collections.abc import Iterator

from fraudctl.client.reading.window import BYTE_ORDER_MARK, Window
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY

DELIMITERS = ",;\t|"


def delimiter_of(header: str) -> str | None:
    """Return the delimiter that parts a header into most columns; None if none parts it, or it is no header."""
    if header[:1] in ("{", "[", "<", "") or not header.replace("\t", "").isprintable() or "\ufffd" in header:
        return None
    most = max(DELIMITERS, key=header.count)
    return most if most in header else None


def take_header(window: Window) -> tuple[str, list[str]]:
    """Consume a table's header; return its delimiter and its cells."""
    header = window.take_line(LARGEST_BODY).removeprefix(BYTE_ORDER_MARK).decode(errors="replace")
    delimiter = delimiter_of(header) or ","
    return delimiter, [each.strip() for each in next(csv.reader([header], delimiter=delimiter), [])]


def take_rows(window: Window, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | Refused]]:
    """Yield the line number and the cells of each row after the header, or why it has none."""
    while _next_line(window):
        line, number = window.take_line(LARGEST_BODY + 1), window.line
        if line.strip():
            is_last = not window.holds(b"\n")
            try:
                yield number, _cells(line, delimiter, width, is_last=is_last)
            except Refused as error:
                yield number, error
    if window.fault:
        yield window.line, Refused("the input", window.fault)


def _next_line(window: Window) -> bool:
    """Go to the beginning of the next line; return False at the end."""
    if window.holds(b"\n"):
        window.advance(1)
    return bool(window.data) or window.more()


def _cells(line: bytes, delimiter: str, width: int, *, is_last: bool) -> list[str]:
    if len(line) > LARGEST_BODY:
        raise Refused("the row", f"must be at most {LARGEST_BODY} bytes")
    try:
        (row,) = csv.reader([line.decode()], delimiter=delimiter, strict=True)
    except UnicodeDecodeError:
        raise Refused("the row", "must be in UTF-8; iconv -f WINDOWS-1252 -t UTF-8 converts it") from None
    except csv.Error:
        if is_last:
            raise Refused("the row", "is cut off: the input ends in the middle of it") from None
        raise Refused("the row", "has a quote without its end; no cell may go on in the next line") from None
    if len(row) < width and is_last:
        raise Refused("the row", "is cut off: the input ends in the middle of it")
    if len(row) != width:
        raise Refused("the row", f"must have {width} cells as the header; it has {len(row)}")
    return row
