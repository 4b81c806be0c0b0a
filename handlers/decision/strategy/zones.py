"""Time zones of the IANA database, which are data that comes with the functions' layer.

The module that reads them is imported where a strategy first names another zone than UTC: most do not, and their cold
starts do not pay for it.
"""

import re
from datetime import UTC, tzinfo

_NAME = r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}"
"""As all zones of the database are named; what else lies in a system's folder of zones is not everywhere."""


def time_zone(name: str) -> tzinfo:
    """Return the time zone of this name.

    Raises:
        ValueError: the database has none.
    """
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 -- see above

    if not re.fullmatch(_NAME, name):
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):  # no file's name, or a folder's
        raise ValueError(name) from None
