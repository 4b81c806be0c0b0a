"""Remains of erased persons in tables and queues at the end, read item by item, and not as the eraser says."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chaos.erasure_book import ErasedPerson
from fraudctl.erase.stack import tables_of
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes

MARKS = "erasures"
"""The key of the item of the profiles table that holds the marks; there is none when all erasures are finished."""


@dataclass(frozen=True, kw_only=True)
class Remain:
    """An item or a message that names an erased person, or a payment of one from before the erasure."""

    where: str
    """The part of a table's name that tells it from others, or `queue`."""
    customer: str
    item: Mapping[str, Any]
    transaction_id: str = ""
    """Empty if it is of none."""


def read_remains(
    target: Target, persons: Mapping[str, ErasedPerson], ids: Mapping[str, str], messages: Iterable[str]
) -> Iterator[Remain]:
    """Yield them; `ids` are those of former payments, each with its customer."""
    if not persons:
        return
    client = target.client("dynamodb")
    tables = tables_of(target)
    for where in ("transactions", "scores", "labels", "reviews", "decisions", "profiles", "strategies"):
        pages = client.get_paginator("scan").paginate(TableName=getattr(tables, where), ConsistentRead=True)
        for item in (from_attributes(each) for page in pages for each in page["Items"]):
            yield from remains_in(where, item, persons, ids)
    for text in messages:
        yield from remains_in("queue", json.loads(text), persons, ids)


def remains_in(
    where: str, item: Mapping[str, Any], persons: Collection[str], ids: Mapping[str, str]
) -> Iterator[Remain]:
    """Yield a remain for each erased person whom an item names anywhere, or one by the id of a former payment."""
    key = str(item.get("transaction_id") or item.get("key", "")).removeprefix("id#")
    text = repr(item)  # bytes are printed with what they have of text
    named = [each for each in persons if each in text]
    if not named and key in ids:
        named = [ids[key]]
    for customer in named:
        yield Remain(where=where, customer=customer, item=item, transaction_id=key)
