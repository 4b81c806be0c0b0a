"""The time whose payments count in a backtest of a stack; those before it are the history that features need."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from fraudctl.errors import CommandError
from fraudctl.terminal.times import format_iso, parse_time
from handlers.decision.profile.event import OLDEST

HISTORY = timedelta(milliseconds=OLDEST)
"""The time before it from which payments are read, too: what is older changes no feature but those of all time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CountedTime:
    """A time from `since` on, and before `until`."""

    stack: str
    since: datetime
    until: datetime
    now: datetime
    """The time at which the stack is asked."""

    @classmethod
    def parse(cls, stack: str, since: str, until: str | None, now: datetime) -> Self:
        """Return the time that a person gives.

        Raises:
            CommandError: it is none, or ends before it begins.
        """
        made = cls(stack=stack, since=parse_time(since, now), until=parse_time(until, now) if until else now, now=now)
        if made.until <= made.since:
            raise CommandError(f"--until {format_iso(made.until)} is not after --since {format_iso(made.since)}")
        return made

    def labelled_after(self, delay: timedelta) -> Self:
        """Return that part of it of which labels have had this time to come.

        Raises:
            CommandError: there is none.
        """
        until = min(self.until, self.now - delay)
        if until <= self.since:
            raise CommandError(f"all payments since {format_iso(self.since)} are so recent that labels may still come")
        return replace(self, until=until)

    @property
    def first(self) -> int:
        """Return the first millisecond that counts."""
        return epoch(self.since)

    @property
    def read_from(self) -> int:
        """Return the first millisecond that is read."""
        return max(0, epoch(self.since - HISTORY)) if self.since - HISTORY > _EPOCH else 0

    @property
    def end(self) -> int:
        """Return the first millisecond after it."""
        return epoch(self.until)


def epoch(at: datetime) -> int:
    """Return a time in epoch milliseconds."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
