"""Times of events in all forms that the service takes (its guide: "Event timestamp formats")."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from handlers.contract.errors import Refused

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", re.ASCII)
_OTHERS = re.compile(
    r"(?:(?P<year>[0-9]{4})(?P<sign>[/-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"
    r"|(?P<month_first>[0-9]{1,2})(?P<other>[/-])(?P<day_next>[0-9]{1,2})(?P=other)(?P<last>[0-9]{4}|[0-9]{2}))"
    r"(?:\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?:\s*(?P<half>[AaPp][Mm]))?)?",
    re.ASCII,
)
_MILLISECONDS = re.compile(r".*:[0-9]{2}\.[0-9]+.*")
_ZONE = re.compile(r".*:[0-9]{2}([+-][0-9]{2}:?[0-9]{2}| ?[A-Z]{3,4})")
MONTHS, HOURS_OF_A_CLOCK = 12, 12

_PIVOT = 69
"""Years of two digits from here on are of the last century, as POSIX has it; the service's guide does not say."""


def epoch_milliseconds(text: str, name: str) -> int:
    """Return a time in epoch milliseconds: UTC, the month before the day, to the second.

    Args:
        text: As in `2019-11-30T13:01:01Z`, `11/30/2019 1:01:01 PM`, `2019/11/30 13:01` or `11-30-19`.
        name: The column, which an error names.

    Raises:
        Refused: it is none, or in another form; says which.
    """
    found = _parsed(text)
    if found is None:
        raise Refused(name, _reason(text))
    return found


@lru_cache(maxsize=1024)  # labels often share one
def _parsed(text: str) -> int | None:
    try:
        if iso := _ISO.fullmatch(text):
            parts = [int(each) for each in iso.groups()]
            return round(datetime(*parts, tzinfo=UTC).timestamp()) * 1000  # type: ignore[arg-type, misc]
        if found := _OTHERS.fullmatch(text.strip()):
            return round(_of_parts(found).timestamp()) * 1000
    except ValueError:
        return None
    return None


def _of_parts(found: re.Match[str]) -> datetime:
    year = int(found["year"] or found["last"])
    if not found["year"] and len(found["last"]) == 2:  # noqa: PLR2004 -- digits
        year += 1900 if year >= _PIVOT else 2000
    month, day = int(found["month"] or found["month_first"]), int(found["day"] or found["day_next"])
    hour, minute, second = (int(found[each] or 0) for each in ("hour", "minute", "second"))
    if half := found["half"]:
        if not 1 <= hour <= HOURS_OF_A_CLOCK:
            raise ValueError(hour)
        hour = hour % HOURS_OF_A_CLOCK + (HOURS_OF_A_CLOCK if half.upper() == "PM" else 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _reason(text: str) -> str:
    if _MILLISECONDS.fullmatch(text):
        return "has fractions of a second, which no form of the service's times has"
    if found := _OTHERS.fullmatch(text.strip()):
        if int(found["month"] or found["month_first"]) > MONTHS:
            return "has no such month: the month comes before the day"
        if found["half"] and not 1 <= int(found["hour"]) <= HOURS_OF_A_CLOCK:
            return "has an hour that no clock with AM and PM has"
    if _ZONE.fullmatch(text):
        return "has a zone: times are in UTC, as in 2019-11-30T13:01:01Z"
    return "must be a time such as 2019-11-30T13:01:01Z, 11/30/2019 1:01:01 PM or 2019/11/30 13:01"
