"""The payments of a file, in JSON or CSV, plain or compressed with gzip."""

from collections.abc import Iterator
from itertools import chain

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.csv_rows import read_rows
from fraudctl.backtest.payment import NumberedPayment, payment_of
from fraudctl.backtest.plain_line import plain_payment
from fraudctl.client.parsed_line import checked_line
from fraudctl.client.reading import LineReader, NumberedLine, read_transactions
from fraudctl.client.reading.rows import delimiter_of
from fraudctl.client.reading.source import DamagedInput, Source, decompress
from fraudctl.client.reading.window import BYTE_ORDER_MARK, HEAD_BYTES, Window
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused
from handlers.contract.strict_json import fields_of, parse


class _Chunks:
    """A source of bytes that were read already, and of those after them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read1(self, _: int, /) -> bytes:
        """Return some bytes; none at the end."""
        return next((each for each in self._chunks if each), b"")


def read_payments(
    source: Source, columns: Columns, name: str, read: LineReader | None = None
) -> Iterator[NumberedPayment]:
    """Yield the line number and the payment of each line, or why it is none; a bad one stops no other.

    Args:
        source: The file.
        columns: Of a table, the columns that are fields under other names.
        name: The file's.
        read: Reads lines of JSON of it, if it is in the form of another system.

    Raises:
        CommandError: there are none, or the header of a table lacks a column that is needed.
    """
    if read and columns:
        raise CommandError(f"{name}: its columns are mapped by --mapping, so --column has no meaning")
    if read:
        yield from _payments(read(source, name))
        return
    _, chunks = decompress(source)
    head = b""
    try:
        while len(head) < HEAD_BYTES and b"\n" not in head and (chunk := next(chunks, b"")):
            head += chunk
    except DamagedInput as error:
        raise CommandError(f"{name}: {error}") from error
    chunks = chain([head], chunks)
    text = head.removeprefix(BYTE_ORDER_MARK).decode(errors="replace")
    if delimiter_of(text.strip().replace("\r", "\n").partition("\n")[0]):
        yield from read_rows(Window(chunks), columns, name)
        return
    if columns:
        raise CommandError(f"{name}: is no table with columns, so --column has no meaning")
    yield from _payments(read_transactions(_Chunks(chunks), name))


def _payments(lines: Iterator[NumberedLine]) -> Iterator[NumberedPayment]:
    for number, line in lines:
        try:
            plain = plain_payment(line) if isinstance(line, bytes) else None
            yield number, plain or payment_of(fields_of(parse(checked_line(line))))
        except Refused as error:
            yield number, error
