"""Cursors: the place at which the next page begins, in a form that only who answered the page before reads.

A cursor is bound to what was asked for. Its seal is no secret: whoever makes one up reads no more by it than they may
anyway, and each field of it is checked.
"""

import base64
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from handlers.contract.errors import Refused

SEAL = 8
"""Bytes of the hash over a cursor and what it is bound to."""

LONGEST_CURSOR = 8192
"""Characters; four ids of 256 characters take about 5,600."""

Key = str | int
"""The value of an index's range key."""


class Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The place in a merged index of the last entry that was taken, or the beginning of a part of it."""

    part: Annotated[str, Meta(max_length=10)] = ""
    """The part of the index that is read: a day, where there is one for each."""
    at: Key | None = None
    """The range key of the last entry; None at the beginning of the part."""
    taken: dict[Annotated[int, Meta(ge=0, le=3)], Annotated[str, Meta(min_length=1, max_length=256)]] = {}
    """The id of the last entry taken from each shard that has the same range key."""

    def after(self, shard: int, at: Key, name: str) -> "Place":
        """Return the place after one more entry."""
        return Place(self.part, at, {**(self.taken if at == self.at else {}), shard: name})


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Place).decode


def encode_cursor(place: Place, bound: Sequence[Any]) -> str:
    """Return the cursor of a place, bound to what was asked for."""
    written = _encode(place)
    return _written(_seal(written, bound) + written)


def decode_cursor(cursor: str, bound: Sequence[Any]) -> Place:
    """Return the place of a cursor.

    Raises:
        Refused: it is none of ours, or was answered to another request.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if (
            len(cursor) <= LONGEST_CURSOR
            and _written(packed) == cursor
            and packed[:SEAL] == _seal(packed[SEAL:], bound)
        ):
            return _decode(memoryview(packed)[SEAL:])
    except (ValueError, msgspec.MsgspecError):
        pass
    raise Refused("cursor", "must be the one of the page before, asked for with the same parameters")


def _written(packed: bytes) -> str:
    """Return the only text that stands for these bytes: base64 has several, of other letters or spare bits."""
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _seal(written: bytes, bound: Sequence[Any]) -> bytes:
    said = msgspec.json.encode([str(each) if each is not None else None for each in bound])
    return sha256(said + b"\n" + written).digest()[:SEAL]
