"""Erasures under way: whom, as a keyed hash, and from which moment on they are somebody new. Pure.

Until an erasure is finished, what was received before its moment may still arrive: from the stream, from a queue, by a
late delivery. By the mark it is known and dropped. The key lies with the marks, so a copy of the item lets somebody who
guesses an id try it: the hash keeps the id out of sight, and keeps no secret from who may read the table.
"""

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey, EntityReader
from handlers.decision.entity.places import IdPlace

ERASURES = "erasures"
"""The key of the item beside the profiles that holds the marks; no entity has such a key."""

BEGUN_AFTER = "begun_after"
"""The attribute of a profile that knows nothing from before the erasure of its entity: the moment of that."""

MOST_MARKS = 500
"""Every batch reads them twice, a read unit for 4 KB: about 25 KB at the most."""

KEY_BYTES, HASH_BYTES = 32, 16
FORM = 1
"""The first byte of the marks; it is raised whenever what follows changes its meaning."""


class UnreadableErasures(Exception):
    """Raised for marks that are damaged, or of a newer version; nobody goes on without them."""


class TooManyErasures(Exception):
    """Raised when as many erasures are under way as there may be."""


class Mark(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An entity that was erased: its kind and the place of its ids, its keyed hash, and the moment, in epoch ms."""

    kind: str
    field: str
    key: str | None
    """Of the metadata."""
    hash: Annotated[bytes, Meta(min_length=HASH_BYTES, max_length=HASH_BYTES)]
    moment: int

    @property
    def place(self) -> IdPlace:
        """Return where the ids of its kind stand, whatever strategies are at work by now."""
        return IdPlace(self.field, self.key)

    @property
    def reference(self) -> str:
        """Return the first characters of the hash, by which people speak of the erasure."""
        return self.hash.hex()[:8]


class Erasures(msgspec.Struct, frozen=True, dict=True):
    """All marks, with the key of their hashes."""

    key: bytes = b""
    marks: tuple[Mark, ...] = ()

    def moment_of(self, item: str) -> int | None:
        """Return since when the entity of a profile or of facts is somebody new, by the item's key; None if always."""
        if not self.marks:
            return None
        _, _, entity = item.partition("#")
        return self._moments.get(self.hash(entity))

    def mark_of(self, entity: EntityKey) -> Mark | None:
        """Return the mark of an entity."""
        hashed = self.hash(f"{entity.kind}#{entity.id}")
        return next((each for each in self.marks if each.hash == hashed), None)

    def covers(self, transaction: Transaction, received: int) -> bool:
        """Return whether a transaction that was received at a time precedes the erasure of an entity of it.

        Of a payload that does not say when, its event time is taken (`Transaction.received_by`).
        """
        if not self.marks:
            return False
        moments = (
            self._moments.get(self.hash(f"{entity.kind}#{entity.id}"))
            for reader in self._readers
            for entity in reader.entities_of(transaction)[0].values()
        )
        latest = max((each for each in moments if each is not None), default=None)
        return latest is not None and received < latest

    def hash(self, entity: str) -> bytes:
        """Return the keyed hash (BLAKE2b, RFC 7693) of an entity: its kind, `#` and its id."""
        return blake2b(entity.encode("utf-8", "surrogatepass"), key=self.key, digest_size=HASH_BYTES).digest()

    def marking(self, entity: EntityKey, place: IdPlace, moment: int, *, new_key: bytes) -> "Erasures":
        """Return the marks with one more; one that is there already has its moment moved.

        Args:
            entity: Whom to mark.
            place: Where the ids of its kind stand.
            moment: In epoch milliseconds.
            new_key: A random key, for when there are no marks yet.

        Raises:
            TooManyErasures: there are as many as there may be.
        """
        base = self if self.marks else Erasures(new_key)
        hashed = base.hash(f"{entity.kind}#{entity.id}")
        others = tuple(each for each in base.marks if each.hash != hashed)
        if len(others) >= MOST_MARKS:
            raise TooManyErasures
        return Erasures(base.key, (*others, Mark(entity.kind, place.field, place.key, hashed, moment)))

    def without(self, mark: Mark) -> "Erasures":
        """Return the marks without one."""
        return Erasures(self.key, tuple(each for each in self.marks if each != mark))

    @cached_property
    def _moments(self) -> Mapping[bytes, int]:
        return {each.hash: each.moment for each in self.marks}

    @cached_property
    def _readers(self) -> list[EntityReader]:
        """Return a reader for each place: strategies that follow each other may name one kind at two."""
        named = dict.fromkeys((each.kind, each.place) for each in self.marks)
        return [EntityReader({kind: place}) for kind, place in named]


NO_ERASURES = Erasures()

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[bytes, tuple[Mark, ...]]).decode


def encode(erasures: Erasures) -> bytes:
    """Return the marks and their key as the item's attribute `marks` holds them."""
    return b"%c%b" % (FORM, _encode((erasures.key, erasures.marks)))


def decode(written: object) -> Erasures:
    """Return the marks in an attribute's bytes.

    Raises:
        UnreadableErasures: they hold something else.
    """
    if isinstance(written, bytes) and written[:1] == bytes((FORM,)):
        try:
            key, marks = _decode(memoryview(written)[1:])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise UnreadableErasures("the marks of erasures are damaged") from None
        if len(key) == KEY_BYTES:
            return Erasures(key, marks)
    raise UnreadableErasures("the marks of erasures are damaged, or of a newer version")


def begun_after(attributes: Mapping[str, Mapping[str, Any]]) -> int:
    """Return the moment after which the profile of an item was begun, in epoch milliseconds; 0 if it says none."""
    try:
        return int(attributes[BEGUN_AFTER]["N"])
    except (KeyError, ValueError):
        return 0
