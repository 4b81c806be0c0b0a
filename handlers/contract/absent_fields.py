"""The mark of events that are no payments, such as logins: fields that an event lacks though its row has a default.

It is a key of the metadata, so that row, digest, stream and replay hold it as they hold what a client sent. No variable
of an event has its name.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, UnsetType

ABSENT = "fraud_detector:absent"
MARKABLE = ("amount", "merchant")
"""Fields that have a default."""

NONE: frozenset[str] = frozenset()


def mark_of_absent(fields: Iterable[str]) -> str:
    """Return the mark's text for fields among MARKABLE that are absent."""
    return ",".join(fields)


def absent_fields(metadata: dict[str, dict[str, Any]] | UnsetType) -> frozenset[str]:
    """Return the fields that typed metadata says are absent: conditions and profiles read nothing there."""
    if metadata is UNSET or ABSENT not in metadata:
        return NONE
    said = metadata[ABSENT].get("S")
    return frozenset(said.split(",")) & frozenset(MARKABLE) if isinstance(said, str) else NONE
