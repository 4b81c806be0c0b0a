"""A profile: all that is kept of an entity's payments."""

import msgspec

from handlers.decision.profile.buckets import COUNT, Buckets, Peaks
from handlers.decision.profile.columns import multiplied, number
from handlers.decision.profile.counterparts import BEFORE, MET, Counterparts
from handlers.decision.profile.feature import HOUR
from handlers.decision.profile.ring import LENGTH, PAST, Ring

HOURS_KEPT, DAYS_KEPT = 26, 36
"""As many as windows of 24 hours and 30 days need, and some more for payments that arrive late."""

MOST_AN_HOUR = 2_000
"""Payments in one hour of the clock; with more an entity is busy, and is not followed until the hour is over."""

HUNDREDTHS = 100
"""The unit, in 10^-4, of the amounts of a profile that was never paid anything but whole hundredths."""


class Profile(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An entity's payments: the last ones by one, those before by hour and day. Times are in epoch milliseconds."""

    currency: str
    """The main currency, of the first payment; amounts are summed in it."""
    unit: int = HUNDREDTHS
    """The unit, in 10^-4, of all amounts here: 100, or 1 since there was one of no whole hundredths. Squares are in
    10^-4 always, which makes whole numbers of hundredths squared."""
    count: int = 0
    first: int = 0
    last: int = 0
    ring: Ring = Ring()
    hours: Buckets = Buckets()
    days: Buckets = Buckets()
    peaks: Peaks = Peaks()
    met: tuple[Counterparts, ...] = (Counterparts(),) * len(MET)
    """The counterparts, of each of the kinds MET; none of a kind that the entity does not have."""

    def is_busy(self, time: int) -> bool:
        """Return whether the hour of a time, to its end, has too many payments for the entity to be followed."""
        hour, hours = time // HOUR, self.hours
        age = self.last // HOUR - hour
        at = hours.ages.find(age) if 0 <= age < HOURS_KEPT else -1
        if at < 0:
            return False  # a ring alone makes nobody busy
        earlier = number(hours.columns[COUNT], len(hours.ages), at)
        if earlier + LENGTH <= MOST_AN_HOUR:
            return False
        listed = zip(self.ring.times(), self.ring.flags, strict=True)
        in_ring = [(self.ring.since + each) // HOUR == hour and not flags & PAST for each, flags in listed]
        return earlier + sum(in_ring) > MOST_AN_HOUR

    def met_before(self, slot: int, time: int) -> bool:
        """Return whether a counterpart with this slot was met before a time."""
        if slot == BEFORE:
            return True
        ring, count = self.ring, len(self.ring.flags)
        return ring.since + number(ring.packed_times, count, count - 1 - (self.count - slot) % LENGTH) < time

    def in_finest_unit(self) -> "Profile":
        """Return the same with all amounts in 10^-4."""
        ring, peaks, factor = self.ring, self.peaks, self.unit
        return msgspec.structs.replace(
            self,
            unit=1,
            ring=msgspec.structs.replace(ring, amounts=[amount * factor for amount in ring.amounts]),
            hours=self.hours.in_unit(factor),
            days=self.days.in_unit(factor),
            peaks=Peaks(peaks.ages, multiplied(peaks.amounts, len(peaks.ages), factor)),
        )
