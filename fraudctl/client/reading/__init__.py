"""Transactions from a user's file or feed, in any form of JSON."""

from collections.abc import Callable, Iterator

from fraudctl.client.reading.file import read_transactions
from fraudctl.client.reading.source import Source
from fraudctl.client.reading.values import NumberedLine

LineReader = Callable[[Source, str | None], Iterator[NumberedLine]]
"""Reads the transactions of a file by its name, None for the standard input, as `read_transactions` does."""

__all__ = ["LineReader", "NumberedLine", "read_transactions"]
