"""Transactions from a user's file or feed, whichever form of JSON it has."""

from fraudctl.reading.file import read
from fraudctl.reading.values import Line

__all__ = ["Line", "read"]
