"""An event: something that happened to a transaction, as programs of the shop hear of it.

It is published when it is stored, at least once: whoever hears of it again knows it by its id.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Literal

import msgspec

EventType = Literal["decision.made", "review.decided", "review.expired", "transaction.labelled"]

VERSION = 1
"""It is raised whenever a field changes its meaning; fields that are added change none."""

TO_ALL = "all"
"""The receivers of an event when it is first published; a redrive names one webhook."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened at a time, in ISO 8601, to a transaction; its content is what there is to say of it."""

    type: EventType
    id: str
    at: str
    environment: str
    transaction_id: str
    content: Mapping[str, Any]

    @property
    def outcome(self) -> str | None:
        """Return the first outcome of the transaction, where the event tells it."""
        return self.content.get("outcome")

    def body(self) -> str:
        """Return the JSON that is published, with exact numbers."""
        return _encode(
            {
                "id": self.id,
                "type": self.type,
                "version": VERSION,
                "at": self.at,
                "environment": self.environment,
                "data": {"transaction_id": self.transaction_id, **self.content},
            }
        ).decode()


def event_id(type_: EventType, transaction_id: str, *distinct: str | int) -> str:
    """Return an event's id: the same whenever it is published again.

    Args:
        type_: Its type.
        transaction_id: That of its transaction.
        distinct: All that tells it from the transaction's other events of the type.
    """
    return sha256(_encode([type_, transaction_id, *distinct])).hexdigest()[:32]
