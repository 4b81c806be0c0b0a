"""The period that a reconciliation covers: old enough not to be on their way, young enough to have a score."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fraudctl.errors import CommandError
from fraudctl.terminal.times import parse_time

GRACE = timedelta(seconds=60)

MARGIN = timedelta(days=1)
"""Before a score can have expired: it must not expire between the scan and the check by Scoring, nor because a row's
time of receipt is written in another zone than its neighbours'."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A span of time, from `since` to `until`, by the time of receipt."""

    since: datetime
    until: datetime

    @classmethod
    def ending(cls, now: datetime, *, grace: timedelta, retention: timedelta, since: datetime | None) -> "Period":
        """Leave out what is on its way, and what is so old that its score may expire meanwhile or has done so."""
        oldest, until = now - retention + MARGIN, now - grace
        return cls(since=min(max(since, oldest) if since else oldest, until), until=until)


def period_since(text: str, now: datetime, *, grace: timedelta) -> datetime:
    """Return the time that `--since` gives.

    Raises:
        CommandError: it is not a time, or leaves nothing to scan.
    """
    found = parse_time(text, now)
    if found >= now - grace:
        raise CommandError(
            f"--since {text} leaves nothing to look at: what is younger than {grace.total_seconds():.0f} s may be on "
            "its way. Give an earlier time, or a smaller --grace"
        )
    return found


def as_created_at(time: datetime) -> str:
    """Return a time as `created_at` holds it, where the order of texts is the order of times."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds")
