"""The past of an entity at a moment: what its profile holds of the time before, in windows."""

from bisect import bisect_left

from handlers.decision.profile import flags
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.window import Window

_CURRENT = bytes([each for each in range(256) if not each & flags.PAST])


class Past:
    """The payments of a profile strictly before a time; one with a given id is left out, whenever it was."""

    __slots__ = ("_windows", "amounts", "before", "end", "flags", "is_all", "own", "profile", "times")

    def __init__(self, profile: Profile, before: int, own: bytes | None = None) -> None:
        ring = profile.ring
        self.profile, self.before = profile, before
        self.own = -1 if own is None else ring.place(own)
        """The place in the ring of the one with the id."""
        self.times, self.amounts, self.flags = list(ring.times()), ring.amounts, ring.flags
        """Of the payments in the ring that count in windows, in order of time; times are after the ring's `since`."""
        if self.own >= 0 or ring.flags.translate(None, _CURRENT) or self.times != sorted(self.times):
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

    def window(self, length: int) -> Window:
        """Return the payments of so many milliseconds before."""
        window = self._windows.get(length)
        if window is None:
            since = self.before - length
            start, end = bisect_left(self.times, since - self.profile.ring.since), self.end
            begins = self.times[0] + self.profile.ring.since if self.times else None
            amounts, seen = self.amounts[start:end], self.flags[start:end]
            window = Window(self.profile, since, self.before, amounts=amounts, seen=seen, ring=begins)
            self._windows[length] = window
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
