"""Erasures that are under way, as the profiles table has them."""

from typing import Any

from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import ALWAYS, IdPlace
from handlers.decision.erasure import KEY_BYTES, NO_ERASURES, Erasures, encode

KEY = b"k" * KEY_BYTES


def marked(moment: int, *ids: str, kind: str = "customer", place: IdPlace | None = None) -> Erasures:
    """Return the marks of entities that were erased at a moment, in epoch milliseconds."""
    erasures = NO_ERASURES
    for each in ids:
        erasures = erasures.marking(EntityKey(kind, each), place or ALWAYS[kind], moment, new_key=KEY)
    return erasures


def marks_attributes(erasures: Erasures) -> dict[str, Any]:
    """Return the attributes of the item that holds marks, beside its key."""
    return {"version": {"N": "1"}, "marks": {"B": encode(erasures)}}
