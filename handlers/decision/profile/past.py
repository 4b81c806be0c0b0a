"""The past of an entity at a moment: what its profile holds of the time before, in windows."""

from bisect import bisect_left
from operator import mul

from handlers.decision.profile import ring as flags
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, SMALL, SQUARES, SUM, UNSUMMED
from handlers.decision.profile.earlier import Earlier
from handlers.decision.profile.feature import DAY, HOUR
from handlers.decision.profile.money import squared
from handlers.decision.profile.profile import HUNDREDTHS, Profile

_WITH = {
    column: bytes([each for each in range(256) if each & flag])
    for column, flag in (
        (DECLINED, flags.DECLINED),
        (HIGH, flags.HIGH),
        (SMALL, flags.SMALL),
        (UNSUMMED, flags.UNSUMMED),
    )
}
"""All values of a payment's flags that have the one of a column."""

_CURRENT = bytes([each for each in range(256) if not each & flags.PAST])


class Past:
    """The payments of a profile strictly before a time; one with a given id is left out, whenever it was."""

    def __init__(self, profile: Profile, before: int, own: bytes | None = None) -> None:
        ring = profile.ring
        self.profile, self.before = profile, before
        self.own = -1 if own is None else ring.place(own)
        """The place in the ring of the one with the id."""
        self.times, self.amounts, self.flags = ring.times(), ring.amounts, ring.flags
        """Of the payments in the ring that count in windows, in order of time; times are after the ring's `since`."""
        if self.own >= 0 or self.times != sorted(self.times) or ring.flags.translate(None, _CURRENT):
            self._choose()
        self.end = bisect_left(self.times, before - ring.since)
        """The place among them of the first that is not before."""
        self.is_all = self.own < 0 and profile.count > 0 and profile.last < before
        """True if nothing is left out of the profile."""
        self._windows: dict[int, Window] = {}

    def _choose(self) -> None:
        """Put the payments in order, without those that count in no window."""
        places = [each for each, of in enumerate(self.flags) if not of & flags.PAST and each != self.own]
        places.sort(key=self.times.__getitem__)
        self.times, self.amounts = [self.times[each] for each in places], [self.amounts[each] for each in places]
        self.flags = bytes([self.flags[each] for each in places])

    def window(self, length: int) -> "Window":
        """Return the payments of so many milliseconds before."""
        window = self._windows.get(length)
        if window is None:
            window = self._windows[length] = Window(self, length)
        return window

    def count(self) -> int:
        """Return the count of all payments before."""
        profile = self.profile
        return profile.count if self.is_all else profile.count - len(profile.ring.flags) + len(self._earlier())

    def last(self) -> int | None:
        """Return the time of the last payment before; None if there is none, or none that is remembered."""
        return self.profile.last if self.is_all else max(self._earlier(), default=None)

    def _earlier(self) -> list[int]:
        """Return the times of all payments before that the ring holds."""
        ring, every = self.profile.ring, self.profile.ring.times()
        times = [ring.since + each for each in (every if self.own < 0 else every[: self.own] + every[self.own + 1 :])]
        return [each for each in times if each < self.before]


class Window:
    """The payments from `length` before a moment up to it: those of the ring one by one, and those before."""

    def __init__(self, past: Past, length: int) -> None:
        profile, since = past.profile, past.before - length
        self._past = past
        self._start = bisect_left(past.times, since - profile.ring.since)
        """The place of its first payment among those of the ring."""
        span, buckets = (HOUR, profile.hours) if length <= DAY else (DAY, profile.days)
        self._earlier: Earlier | None = None
        if buckets.ages:
            begins = past.times[0] + profile.ring.since if past.times else None
            self._earlier = Earlier(buckets, span, last=profile.last, since=since, before=past.before, ring=begins)
        self._totals: dict[int, int] = {}

    def total(self, column: int) -> int:
        """Return the total of a column of the buckets."""
        total = self._totals.get(column)
        if total is None:
            total = self._in_ring(column)
            if self._earlier:
                total += self._earlier.total(column)
            self._totals[column] = total
        return total

    @property
    def summed(self) -> int:
        """Return how many payments its sum is made of."""
        return self.total(COUNT) - self.total(UNSUMMED)

    def most(self) -> int | None:
        """Return the largest amount that was summed; None if none was."""
        past, part = self._past, slice(self._start, self._past.end)
        found = past.amounts[part]
        if self._in_ring(UNSUMMED):
            listed = zip(found, past.flags[part], strict=True)
            found = [amount for amount, seen in listed if not seen & flags.UNSUMMED]
        earlier = self._earlier.most(past.profile.peaks) if self._earlier else None
        return max(found if earlier is None else [*found, earlier], default=None)

    def _in_ring(self, column: int) -> int:
        past, start, end = self._past, self._start, self._past.end
        if column == COUNT:
            return end - start
        if column == SUM:
            return sum(past.amounts[start:end])
        if column == SQUARES:
            amounts, unit = past.amounts[start:end], past.profile.unit
            return sum(map(mul, amounts, amounts) if unit == HUNDREDTHS else map(squared, amounts))
        seen = past.flags[start:end]
        return len(seen) - len(seen.translate(None, _WITH[column]))
