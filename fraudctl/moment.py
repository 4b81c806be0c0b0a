"""Moments as a person types them."""

import re
from datetime import UTC, datetime, timedelta

from fraudctl.errors import CommandError
from fraudctl.legible import legible

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def moment(text: str, now: datetime) -> datetime:
    """An ISO 8601 time, in UTC unless it says otherwise, or how long ago: `90s`, `30m`, `2h`, `7d`.

    Raises:
        CommandError: it is neither.
    """
    try:
        if ago := re.fullmatch(r"(\d{1,9})([smhd])", text):
            return now - timedelta(**{UNITS[ago.group(2)]: int(ago.group(1))})
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise CommandError(f"{legible(text)}: give a time as 2026-11-22T10:00:00Z, or how long ago as 2h") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
