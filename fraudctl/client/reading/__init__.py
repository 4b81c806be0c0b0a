"""Transactions from a user's file or feed, whichever form of JSON it has."""

from fraudctl.client.reading.file import read
from fraudctl.client.reading.values import Line

__all__ = ["Line", "read"]
