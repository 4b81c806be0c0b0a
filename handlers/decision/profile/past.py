"""The past of an entity at a moment: what its profile holds of the time before."""

from bisect import bisect_left

from handlers.decision.profile import flags
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import ID, LENGTH

_PAST = int.from_bytes(bytes([flags.PAST]) * LENGTH, "little")


class Past:
    """The payments of a profile strictly before a time; one with a given id is left out, whenever it was."""

    __slots__ = ("amounts", "before", "end", "flags", "is_all", "own", "profile", "seen", "times")

    def __init__(self, profile: Profile, before: int, own: bytes | None = None) -> None:
        ring = profile.ring
        self.profile, self.before = profile, before
        self.own = -1 if own is None or own[:ID] not in ring.ids else ring.place(own)
        """The place in the ring of the one with the id."""
        times, amounts, seen = ring.times(), ring.amounts, ring.flags
        flagged = int.from_bytes(seen, "little")
        if self.own >= 0 or flagged & _PAST or list(times) != sorted(times):
            places = [each for each, of in enumerate(seen) if not of & flags.PAST and each != self.own]
            places.sort(key=times.__getitem__)
            times, amounts = tuple([times[each] for each in places]), [amounts[each] for each in places]
            seen = bytes([seen[each] for each in places])
            flagged = int.from_bytes(seen, "little")
        self.times, self.amounts, self.flags = times, amounts, seen
        """Of the payments in the ring that count in windows, in order of time; times are after the ring's `since`."""
        is_over = profile.last < before
        self.end = len(times) if is_over else bisect_left(times, before - ring.since)
        """The place among them of the first that is not before."""
        self.seen = flagged if is_over else int.from_bytes(seen[: self.end], "little")
        """The flags of those that are before, read as one number."""
        self.is_all = is_over and self.own < 0 and profile.count > 0
        """True if nothing is left out of the profile."""

    @property
    def begins(self) -> int | None:
        """Return the time of the first of them that the ring holds; None if it holds none."""
        return self.profile.ring.since + self.times[0] if self.times else None

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
