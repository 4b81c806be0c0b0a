"""Transactions from a user's file or feed, in any form of JSON."""

from fraudctl.client.reading.file import read_transactions
from fraudctl.client.reading.values import NumberedLine

__all__ = ["NumberedLine", "read_transactions"]
