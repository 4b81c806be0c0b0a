"""All entries of lists that a stack has, found by reading the whole profiles table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fraudctl.client.row_facts import epoch_time
from fraudctl.lists.entries import LISTS, readable
from fraudctl.stacks.target import Target
from fraudctl.terminal.times import format_iso
from handlers.contract.transaction import milliseconds
from handlers.decision.entity.entities import FACTS, EntityKey
from handlers.decision.profile.facts import Listing


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """An entity's entry on a list."""

    list: str
    entity: EntityKey
    listing: Listing

    def over(self, now: datetime) -> bool:
        """Return whether the entry's time has passed, so that no rule sees it any more."""
        return self.listing.until is not None and self.listing.until <= milliseconds(now)

    def said(self) -> dict[str, Any]:
        """Return what people said with it, for a program; times are ISO 8601."""
        until = self.listing.until
        return {
            "by": self.listing.by,
            "at": time_of(self.listing.at),
            "until": None if until is None else time_of(until),
            "note": self.listing.note,
        }

    def facts(self, now: datetime) -> dict[str, Any]:
        """Return all of it for a program."""
        named = {"list": self.list, "kind": self.entity.kind, "id": self.entity.id}
        return {**named, **self.said(), "in_force": not self.over(now)}


def all_entries(target: Target, read: Callable[[int], None] = lambda _: None) -> Iterator[ListEntry]:
    """Yield every entry of every list; `read` is told how many items were read, page by page."""
    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(
        TableName=target.exports["fraud_profiles_table_name"],
        FilterExpression="attribute_exists(#lists)",
        ProjectionExpression="entity, #lists",
        ExpressionAttributeNames={"#lists": LISTS},
        ConsistentRead=True,
    ):
        read(page["ScannedCount"])
        for item in page["Items"]:
            kind, _, identity = item["entity"]["S"].removeprefix(FACTS).partition("#")
            for name, listing in readable(item[LISTS].get("M", {})):
                yield ListEntry(list=name, entity=EntityKey(kind, identity), listing=listing)


def time_of(at: int) -> str:
    """Return epoch milliseconds as ISO 8601; the number itself beyond the calendar."""
    return format_iso(found) if (found := epoch_time(at)) else f"{at} ms"
