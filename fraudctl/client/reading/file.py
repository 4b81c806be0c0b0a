"""The front door: the transactions of a file, or one line that says why there are none."""

from collections.abc import Iterator
from itertools import chain

from fraudctl.client.reading.chunks import Source, decompressed
from fraudctl.client.reading.formats import Format
from fraudctl.client.reading.identification import likely, surely, wrapped
from fraudctl.client.reading.signatures import FIRST_BYTES, first_match
from fraudctl.client.reading.values import Line, values
from fraudctl.client.reading.window import HEAD, Window
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused
from handlers.contract.strict_json import parse

TRIED = 20
"""Values without an object among them after which a file is looked at for what else it may be."""

SIGNED = 4
"""Bytes that a signature takes."""


def read(source: Source, name: str | None = None) -> Iterator[Line]:
    """Return the transactions of a file or, without a name, of the standard input, each as soon as it has come.

    They come with the number of the line that they start on, as the bytes that were written; a bad one stops none.

    Raises:
        CommandError: it holds none; says what it looks like, what is expected, and how to convert it.
    """
    compressed, chunks = decompressed(source)
    window = Window(chunks)
    while len(window.head) < SIGNED and b"\n" not in window.head and window.more():
        pass
    if first_match(FIRST_BYTES, window.head)[0]:
        while len(window.head) < HEAD and window.more():
            pass  # what is inside an archive tells more
        found = first_match(FIRST_BYTES, window.head)[1]
    else:
        lines = values(window)
        tried, found = _tried(lines, window)
        if tried and not found and window.head:
            return chain(tried, lines)
    if found:
        raise CommandError(found.complaint(name, compressed=compressed))
    where = name or "the standard input"
    raise CommandError(f"{where}: {window.fault}" if window.fault else f"no transactions in {where}")


def _tried(lines: Iterator[Line], window: Window) -> tuple[list[Line], Format | None]:
    """Return the lines up to the first object, or the first few, and what else the file is if it is not JSON."""
    tried: list[Line] = []
    for _, line in zip(range(TRIED), lines, strict=False):
        tried.append(line)
        good = _is_object(line)
        found = _first(line, window.head, good=good) if len(tried) == 1 else None
        if good or found:
            return tried, found
    return tried, likely(window.head) if tried else None


def _first(line: Line, head: bytes, *, good: bool) -> Format | None:
    """Return what a file is that can be told by its first value alone."""
    if isinstance(line[1], bytes) and (found := wrapped(line[1], head)):
        return found
    return None if good else surely(head)


def _is_object(line: Line) -> bool:
    try:
        return isinstance(line[1], bytes) and isinstance(parse(line[1]), dict)
    except Refused:
        return False
