"""Times as answers have them, and as a client may write them in a query: ISO 8601, or epoch milliseconds."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

from handlers.contract.errors import Refused
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, timestamp_hint

Moment = Annotated[int, Meta(ge=0, le=LATEST_TIMESTAMP)]
"""Epoch milliseconds that a calendar has: a row that holds others is damaged."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TIME_RULE = "must be a time in ISO 8601, in UTC unless it says otherwise, or epoch milliseconds, 2000 to 2286"

_DIGITS = re.compile(r"[0-9]{1,20}")


def iso_time(milliseconds: int) -> str | None:
    """Return a time in ISO 8601, UTC, to the millisecond; None for one that no calendar has: a row may hold any."""
    try:
        return (EPOCH + timedelta(milliseconds=milliseconds)).isoformat(timespec="milliseconds")
    except OverflowError:
        return None


def iso_in(written: object) -> str | None:
    """Return the time that a row says in ISO 8601, as `iso_time` does; None where somebody wrote something else."""
    try:
        at = datetime.fromisoformat(written)  # type: ignore[arg-type]  # fails if it is not text
        return at.astimezone(UTC).isoformat(timespec="milliseconds")
    except (TypeError, ValueError, OverflowError):
        return None


def parse_time(field: str, text: str) -> datetime:
    """Return the UTC time that a query's parameter says; raise Refused if it says none."""
    if _DIGITS.fullmatch(text):
        number = int(text)
        if not EARLIEST_TIMESTAMP <= number <= LATEST_TIMESTAMP:
            hint = timestamp_hint(number)
            raise Refused(field, TIME_RULE + (f"; {hint}" if hint else ""))
        return EPOCH + timedelta(milliseconds=number)
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Refused(field, f"{TIME_RULE}; write + as %2B") from None
    if not EARLIEST_TIMESTAMP <= (at - EPOCH) // timedelta(milliseconds=1) <= LATEST_TIMESTAMP:
        raise Refused(field, TIME_RULE)
    return at
