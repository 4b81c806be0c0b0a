"""Which transactions a reconciliation looks at: old enough not to be on their way, young enough for a score."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

GRACE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` to `until`, by the time of receipt."""

    since: datetime
    until: datetime

    @classmethod
    def ending(cls, now: datetime, *, grace: timedelta, retention: timedelta, since: datetime | None) -> "Period":
        """Leaves out what is on its way, and what is so old that its score may have been there and expired."""
        oldest = now - retention
        return cls(since=max(since, oldest) if since else oldest, until=now - grace)


def as_stored(moment: datetime) -> str:
    """As in `created_at`, where the order of texts is the order of times."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
