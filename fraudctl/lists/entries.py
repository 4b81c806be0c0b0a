"""Entries of lists in an entity's item of facts, put there and taken away. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from fraudctl.errors import CommandError
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.profile_statements import NO_VERSION, ItemWrite
from handlers.aws.profile_store import StoredItem
from handlers.decision.condition.texts import comparable
from handlers.decision.profile.facts import Listing, decode_listing

Wanted = Mapping[str, Listing | None]
"""The entries that an entity is to have, by the list's name as conditions compare texts; None: it is to be on none."""

Attribute = Mapping[str, Any]
"""A value in DynamoDB's types."""

LISTS = "lists"


def write_of(key: str, stored: StoredItem | None, wanted: Wanted) -> ItemWrite | None:
    """Return the write after which an item of facts has the entries; None where it has them already.

    Entries of other lists stay as they are, whoever wrote them.

    Raises:
        CommandError: the item is none that can be written to.
    """
    written = lists_in(key, stored)
    if all(_is_so(written, name, listing) for name, listing in wanted.items()):
        return None
    kept = {name: entry for name, entry in written.items() if comparable(name) not in wanted}
    new = {name: {"M": _attributes(listing)} for name, listing in wanted.items() if listing}
    return ItemWrite(key, stored.version if stored else NO_VERSION, {LISTS: {"M": {**kept, **new}}})


def lists_in(key: str, stored: StoredItem | None) -> Mapping[str, Attribute]:
    """Return the entries of an item of facts, by list, as they are written.

    Raises:
        CommandError: it has no version, or its lists are none: somebody changed it by hand.
    """
    if stored is None:
        return {}
    written = stored.attributes.get(LISTS, {"M": {}}).get("M")
    if written is None or stored.version == NO_VERSION:
        raise CommandError(f"the item {key} was damaged by hand: it has no {LISTS if written is None else 'version'}")
    return dict(written)


def listing_in(written: Mapping[str, Attribute], name: str) -> Listing | None:
    """Return the entry of a list; None where there is none, or one that nobody can read."""
    return next((listing for each, listing in readable(written) if each == name), None)


def readable(written: Mapping[str, Attribute]) -> Iterator[tuple[str, Listing]]:
    """Yield the entries that can be read, each with the list's name as conditions compare texts."""
    for name, entry in from_attributes(written).items():
        if listing := decode_listing(entry):
            yield comparable(name), listing


def _is_so(written: Mapping[str, Attribute], name: str, listing: Listing | None) -> bool:
    named = [each for each in written if comparable(each) == name]
    if listing is None or len(named) != 1:
        return listing is None and not named
    present = listing_in(written, name)
    return present is not None and (present.until, present.note) == (listing.until, listing.note)


def _attributes(listing: Listing) -> dict[str, Attribute]:
    return to_attributes({key: value for key, value in msgspec.structs.asdict(listing).items() if value is not None})
