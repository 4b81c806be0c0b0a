"""The payments of a table in CSV."""

from collections.abc import Iterator
from itertools import chain, islice

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.payment import NumberedPayment, payment_of
from fraudctl.client.reading.rows import take_header, take_rows
from fraudctl.client.reading.window import Window
from handlers.contract.errors import Refused

LOOKED_AT = 1_000
"""Rows by which it is decided which columns hold numbers."""


def read_rows(window: Window, columns: Columns, name: str) -> Iterator[NumberedPayment]:
    """Yield the line number and the payment of each row after the header, or why it is none.

    Raises:
        CommandError: the header lacks a column that is needed.
    """
    delimiter, header = take_header(window)
    places = columns.places(header, name)
    rows = take_rows(window, delimiter, places.width)
    first = list(islice(rows, LOOKED_AT))
    places.decide_kinds(row for _, row in first if not isinstance(row, Refused))
    for number, row in chain(first, rows):
        if isinstance(row, Refused):
            yield number, row
            continue
        try:
            yield number, payment_of(places.fields(row))
        except Refused as error:
            yield number, error
