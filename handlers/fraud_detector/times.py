"""Times as the service's requests and answers have them: ISO 8601, UTC."""

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RULE = "must be a time in ISO 8601, UTC, such as 2019-11-30T13:01:01Z"

_FORM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.([0-9]{1,9}))?Z)?", re.ASCII)


def milliseconds_of(text: str) -> int | None:
    """Return a time in epoch milliseconds; None for a text that is none. What is below a millisecond is cut off."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    day, time, fraction = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{time or '00:00'}+00:00")
    except ValueError:
        return None
    return (at - EPOCH) // timedelta(milliseconds=1) + int((fraction or "").ljust(3, "0")[:3])


def written(milliseconds: int) -> str:
    """Return a time as answers have it: to the second where nothing is below one, as clients send it."""
    at = EPOCH + timedelta(milliseconds=milliseconds)
    text = at.isoformat(timespec="milliseconds" if milliseconds % 1000 else "seconds")
    return text.replace("+00:00", "Z")
