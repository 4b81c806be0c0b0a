"""A transaction between the table's stream and its score."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

LARGEST_DECISION = 32 * 1024
"""Bytes of a decision; with it and the longest fields that a request may have, a row fits a payload."""


class Transaction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction as Scoring gets it: the request, with its timestamp and trace.

    `timestamp` is in epoch milliseconds; `amount` is exact, and a string on the wire; `metadata` is in DynamoDB's typed
    form, whose numbers are exact, too; `trace_id` is the X-Ray trace of the request.
    """

    transaction_id: str
    timestamp: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]  # the range that the encoder takes; DynamoDB takes more
    amount: Decimal
    merchant: str
    customer_id: str | UnsetType = UNSET
    terminal_id: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    metadata: dict[str, dict[str, Any]] | UnsetType = UNSET
    trace_id: str | UnsetType = UNSET
    received: int | UnsetType = UNSET
    """The time of the row's receipt, in epoch milliseconds, if that is another than its timestamp."""
    row_received: int | UnsetType = UNSET
    """The same for an update of a row, whatever its timestamp."""
    decision: bytes | UnsetType = UNSET
    """The decision that the client was told, as the row holds it."""

    def is_stale_update(self, now: datetime, retention: timedelta) -> bool:
        """Return whether it updates a row so old that its score, and the note of its alert, may have expired."""
        if isinstance(self.row_received, UnsetType):
            return False
        return now.timestamp() - self.row_received / 1000 > retention.total_seconds()

    def received_by(self, now: int) -> int:
        """Return the time of its receipt, by default its event time, in epoch milliseconds; neither is after now.

        A row that says that it comes from the future would otherwise make all that an entity did look long past.
        """
        for said in (self.received, self.row_received):
            if not isinstance(said, UnsetType):
                return min(said, now)
        return min(self.timestamp, now)

    @property
    def key(self) -> tuple[str, int]:
        """Return the key of its item."""
        return self.transaction_id, self.timestamp


def milliseconds(at: datetime) -> int:
    """Return a time in epoch milliseconds, as transactions have it."""
    return round(at.timestamp() * 1000)
