"""The past of an entity at a moment: what its profile holds of the time before, in windows."""

from bisect import bisect_left

from handlers.decision.profile import ring as flags
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, SMALL, SQUARES, SUM, UNSUMMED
from handlers.decision.profile.columns import number, sum_of
from handlers.decision.profile.feature import DAY, HOUR
from handlers.decision.profile.money import squared
from handlers.decision.profile.profile import HUNDREDTHS, Profile

_FLAGS = {DECLINED: flags.DECLINED, HIGH: flags.HIGH, SMALL: flags.SMALL, UNSUMMED: flags.UNSUMMED}
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
        return self.profile.count - len(self.profile.ring.flags) + len(self._earlier())

    def last(self) -> int | None:
        """Return the time of the last payment before; None if there is none, or none that is remembered."""
        profile, earlier = self.profile, self._earlier()
        if earlier and profile.last < self.before and len(earlier) == len(profile.ring.flags):
            return profile.last
        return max(earlier, default=None)

    def _earlier(self) -> list[int]:
        """Return the times of all payments before that the ring holds."""
        ring, every = self.profile.ring, self.profile.ring.times()
        times = [ring.since + each for each in (every if self.own < 0 else every[: self.own] + every[self.own + 1 :])]
        return [each for each in times if each < self.before]


class Window:
    """The payments from `length` before a moment up to it: the ring's one by one, those before by hours or days.

    Of the bucket that the window covers in part, it takes the share of the time that it covers, rounded down. In a
    bucket within which the ring begins, what had left the ring was earlier than that.
    """

    def __init__(self, past: Past, length: int) -> None:
        profile, since = past.profile, past.before - length
        offset, times, self._past = profile.ring.since, past.times, past
        self._start = bisect_left(times, since - offset)
        """The place of its first payment among those of the ring."""
        span, self._buckets = (HOUR, profile.hours) if length <= DAY else (DAY, profile.days)
        begins, latest, ages = since - since % span, profile.last // span, self._buckets.ages
        self._newest, self._oldest = latest - (past.before - 1) // span, latest - begins // span
        """The ages of its newest and its oldest bucket."""
        self._first, self._whole = bisect_left(ages, self._newest), bisect_left(ages, self._oldest)
        """The places of its first bucket, and of the first that it does not cover as a whole."""
        ends = begins + span
        if times and begins < times[0] + offset < ends:
            ends = times[0] + offset
        self._covered, self._span = max(0, ends - since), ends - begins
        self._partly = self._covered and self._whole < len(ages) and ages[self._whole] == self._oldest
        self._totals: dict[int, int] = {}

    def total(self, column: int) -> int:
        """Return the total of a column of the buckets."""
        total = self._totals.get(column)
        if total is None:
            total = self._totals[column] = self._in_buckets(column) + self._in_ring(column)
        return total

    @property
    def summed(self) -> int:
        """Return how many payments its sum is made of."""
        return self.total(COUNT) - self.total(UNSUMMED)

    def most(self) -> int | None:
        """Return the largest amount that was summed; None if none was."""
        past, part = self._past, slice(self._start, self._past.end)
        listed = zip(past.amounts[part], past.flags[part], strict=True)
        found = [amount for amount, seen in listed if not seen & flags.UNSUMMED]
        earlier = past.profile.peaks.most(self._newest, self._oldest if self._covered else self._oldest - 1)
        return max(found if earlier is None else [*found, earlier], default=None)

    def _in_buckets(self, column: int) -> int:
        values, count = self._buckets.columns[column], len(self._buckets.ages)
        if not values:
            return 0
        partly = number(values, count, self._whole) * self._covered // self._span if self._partly else 0
        return sum_of(values, count, self._first, self._whole) + partly

    def _in_ring(self, column: int) -> int:
        past, start, end = self._past, self._start, self._past.end
        if column == COUNT:
            return end - start
        if column == SUM:
            return sum(past.amounts[start:end])
        if column == SQUARES:
            amounts, unit = past.amounts[start:end], past.profile.unit
            return sum([each * each for each in amounts] if unit == HUNDREDTHS else map(squared, amounts))
        flag = _FLAGS[column]
        return sum([flag & each for each in past.flags[start:end]]) // flag
