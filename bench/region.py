"""A region after weeks: the profiles of its customers and terminals, and the payments that come next.

All payments of all customers are simulated, but only a sample of customers and terminals is followed: the payments of
each are folded, by the functions' own code, into a profile. Who is not followed has the profile of one who is.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from zlib import crc32

import msgspec

from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import HEARTBEAT, PROFILE, EntityKey

VERSION, EXPIRY = "180", "1830000000"
"""Of a profile's item, which has been written about so often in five weeks."""

CUSTOMER, TERMINAL, MERCHANT, CARD = "customer", "terminal", "merchant", "card"
FIELDS: Mapping[str, str] = {CUSTOMER: "customer_id", TERMINAL: "terminal_id", MERCHANT: "merchant"}
"""By kind of entity, the field of a request that has its id."""

KINDS = tuple(FIELDS)
"""The entities of every payment here, of which the packaged strategy reads profiles and facts."""

ALIKE: Mapping[str, str] = {MERCHANT: TERMINAL, CARD: CUSTOMER}
"""By kind of which nobody is followed, the kind that has profiles like theirs: a shop's terminal takes what the shop
takes, and a customer pays by one card."""

BEATING: Mapping[str, Any] = {"entity": {"S": HEARTBEAT}, "at": {"N": "9999999999999"}}
"""The item by which Scoring is at work, however long a measurement lasts."""

WEB = "profile#terminal#W-"
"""The beginning of the key of a web shop's terminal, of which there are few with much traffic each."""


class RegionContent(msgspec.Struct, frozen=True):
    """A region as it is kept in a file; profiles by their items' keys, requests oldest first."""

    customers: int
    profiles: dict[str, bytes]
    """Of the entities that are followed."""
    requests: list[bytes]
    """The next payments of the customers that are followed, none of whom pays twice in a hundred."""
    traffic: list[bytes]
    """The next payments of all customers."""


class KnownRegion:
    """A region whose every customer, terminal and merchant has a profile, its own or another's."""

    def __init__(self, content: RegionContent) -> None:
        self.customers, self.followed, self.traffic = content.customers, content.profiles, content.traffic
        self._requests = content.requests

    def bodies(self, count: int) -> list[bytes]:
        """Return so many requests of customers with profiles of their own.

        Raises:
            ValueError: there are not so many.
        """
        if count > len(self._requests):
            raise ValueError(f"there are {len(self._requests):,} requests, not {count:,}")
        return self._requests[:count]

    def profile(self, key: str) -> bytes:
        """Return the profile of an entity: its own, or that of one of its like that is followed."""
        if key in self.followed:
            return self.followed[key]
        alike = self._alike[_group(key)]
        return self.followed[alike[crc32(key.encode()) % len(alike)]]

    def item(self, key: str) -> dict[str, dict[str, Any]]:
        """Return the item of a profile, in DynamoDB's types."""
        profile = {"B": self.profile(key)}
        return {"entity": {"S": key}, "version": {"N": VERSION}, "profile": profile, "expiry": {"N": EXPIRY}}

    @cached_property
    def _alike(self) -> Mapping[str, Sequence[str]]:
        """Return the keys of those that are followed by group, each as often as it comes next in the traffic."""
        found: dict[str, list[str]] = {}
        for body in self.traffic:
            for key in profiles_of(body):
                if key in self.followed:
                    found.setdefault(_group(key), []).append(key)
        return found


class SentItems(Mapping[str, Any]):
    """The items of a region's profiles by key, with bytes in base64 as they are sent."""

    def __init__(self, region: KnownRegion) -> None:
        self._region = region

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        if key == HEARTBEAT:
            return BEATING
        item = self._region.item(key)
        return {**item, "profile": {"B": b64encode(item["profile"]["B"]).decode()}}

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.startswith((PROFILE, HEARTBEAT))  # everybody has one, and nobody facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._region.followed)

    def __len__(self) -> int:
        return len(self._region.followed)


def profiles_of(body: bytes) -> list[str]:
    """Return the keys of the profiles of a request's customer, terminal and merchant."""
    fields = json.loads(body)
    return [entity_of(kind, fields[field]).profile for kind, field in FIELDS.items() if field in fields]


def entity_of(kind: str, text: str) -> EntityKey:
    """Return the entity of a kind whose field has this text."""
    return EntityKey(kind, comparable(text) if kind == MERCHANT else text)


def _group(key: str) -> str:
    kind = key.split("#")[1]
    return WEB if key.startswith(WEB) else ALIKE.get(kind, kind)
