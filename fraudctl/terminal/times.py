"""Times as a person types them, and as all output has them."""

import re
from datetime import UTC, datetime, timedelta

from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import subject

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

_DURATION = re.compile(r"(\d{1,9})([smhd])", re.ASCII)

EARLIEST_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest time that AWS takes as a number; nothing is older."""


def parse_time(text: str, now: datetime) -> datetime:
    """Return the UTC time of an ISO 8601 text (in UTC unless it says otherwise) or of an age such as `90s`, `2h`, `7d`.

    Raises:
        CommandError: the text is neither, or lies in the future.
    """
    found = _parsed(text, now)
    if found > now:
        raise CommandError(f"{subject(text)} lies in the future: it is {now:%Y-%m-%dT%H:%M:%SZ}")
    return max(found, EARLIEST_TIME)


def format_iso(at: datetime) -> str:
    """Return a time in ISO 8601 to the millisecond, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_until(text: str, now: datetime) -> datetime:
    """Return the UTC time of an ISO 8601 text (in UTC unless it says otherwise) or of a length of time from now on.

    Raises:
        CommandError: the text is neither, or the time has passed.
    """
    try:
        found = now + parse_duration(text) if _DURATION.fullmatch(text) else _as_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise CommandError(
            f"{subject(text)}: give a date as 2026-12-31 or 2026-12-31T18:00:00Z, or how long from now as 30d"
        ) from None
    if found <= now:
        raise CommandError(f"{subject(text)} lies in the past: it is {now:%Y-%m-%dT%H:%M:%SZ}")
    return found


def epoch_milliseconds(text: str) -> int | None:
    """Return the epoch milliseconds that a text is in digits, or as a time of ISO 8601; None where it is neither."""
    if text.isdecimal() and text.isascii() and len(text) <= len("9999999999999"):
        return int(text)
    try:
        return round(_as_utc(datetime.fromisoformat(text)).timestamp() * 1000)
    except (ValueError, OverflowError):  # as with a zone before the first year
        return None


def parse_duration(text: str) -> timedelta:
    """Return the length of time that a text such as `90s`, `30m`, `2h` or `7d` says.

    Raises:
        CommandError: it says none.
    """
    if not (found := _DURATION.fullmatch(text)):
        raise CommandError(f"{subject(text)}: give a length of time as 90s, 30m, 2h or 7d")
    try:
        return timedelta(**{UNITS[found.group(2)]: int(found.group(1))})
    except OverflowError:
        raise CommandError(f"{subject(text)}: is longer than any time can be") from None


def duration(length: timedelta) -> str:
    """Return a length of time in the largest unit of which it is a whole number, such as `7 days`."""
    seconds = int(length.total_seconds())
    unit, name = next(
        each for each in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")) if not seconds % each[0]
    )
    return f"{seconds // unit:,} {name}" + ("" if seconds == unit else "s")


def _parsed(text: str, now: datetime) -> datetime:
    try:
        if ago := _DURATION.fullmatch(text):
            return now - timedelta(**{UNITS[ago.group(2)]: int(ago.group(1))})
        return _as_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise CommandError(f"{subject(text)}: give a time as 2026-11-22T10:00:00Z, or how long ago as 2h") from None


def _as_utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
