"""The cost of an erasure: four tables are read from end to end, whatever is found in them."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from fraudctl.erase.rows import Tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READ_UNIT = 8192
"""Bytes of a read that need not be consistent, which costs half."""

USD_A_MILLION_READS = 0.125
USD_A_MILLION_WRITES = 0.625
"""On demand, us-east-1; "Amazon DynamoDB pricing", 2026-11."""

DELETES_A_TRANSACTION = 5
"""A transaction, and what there may be of it in the tables of scores, labels, reviews and decisions."""


@dataclass(frozen=True, kw_only=True)
class TableSize:
    """A table as DynamoDB last counted it, which it does every six hours."""

    name: str
    items: int
    bytes: int

    @property
    def units(self) -> int:
        """Return the read units that a scan takes."""
        return ceil(self.bytes / READ_UNIT)


@dataclass(frozen=True)
class Plan:
    """The tables that are read from end to end."""

    tables: tuple[TableSize, ...]

    @classmethod
    def of(cls, client: "DynamoDBClient", tables: Tables) -> "Plan":
        """Return what DynamoDB says of the tables."""
        found = []
        for name in (tables.transactions, tables.scores, tables.reviews, tables.decisions):
            table = client.describe_table(TableName=name)["Table"]
            found.append(TableSize(name=name, items=table.get("ItemCount", 0), bytes=table.get("TableSizeBytes", 0)))
        return cls(tuple(found))

    @property
    def units(self) -> int:
        """Return the read units of all scans."""
        return sum(each.units for each in self.tables)

    @property
    def usd(self) -> float:
        """Return the price of all scans; each transaction that is erased adds some five writes."""
        return self.units * USD_A_MILLION_READS / 1_000_000

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        tables = {
            each.name: {"items": each.items, "bytes": each.bytes, "read_units": each.units} for each in self.tables
        }
        return {"tables": tables, "read_units": self.units, "usd": round(self.usd, 6)}
