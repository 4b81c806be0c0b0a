"""A profile: all that is kept of an entity's payments."""

from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.entity.feature import HOUR
from handlers.decision.profile import day_sums
from handlers.decision.profile.buckets import COUNT, NONE, Days, Hours, Peaks, in_unit
from handlers.decision.profile.counterparts import Counterparts
from handlers.decision.profile.flags import PAST
from handlers.decision.profile.ring import LENGTH, Ring
from handlers.decision.profile.squares import Squares

MOST_COUNTED = 2**62
"""Payments; nobody makes so many."""

MOST_AN_HOUR = 2_000
"""Payments in one hour of the clock; with more an entity is busy, and is not followed until the hour is over."""

HUNDREDTHS = 100
"""The unit, in 10^-4, of the amounts of a profile that was never paid anything but whole hundredths."""

UNITS = (1, HUNDREDTHS)

LOAD_DIGEST = 8
"""Bytes of the hash that a file of past payments is known by."""


class LoadMark(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The place in a file of past payments up to which an entity's profile, or its facts, hold it."""

    digest: Annotated[bytes, Meta(min_length=LOAD_DIGEST, max_length=LOAD_DIGEST)]
    line: Annotated[int, Meta(ge=1, le=MOST_COUNTED)]

    def holds(self, digest: bytes, line: int) -> bool:
        """Return whether a line of the file with this digest is in there."""
        return digest == self.digest and line <= self.line


class Profile(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """An entity's payments: the last ones by one, those before by hour and day. Times are in epoch milliseconds."""

    currency: str
    """The main currency, of the first payment; amounts are summed in it."""
    unit: int = HUNDREDTHS
    """The unit, in 10^-4, of all amounts here: 100, or 1 since there was one of no whole hundredths. Squares are in
    10^-4 always, which makes whole numbers of hundredths squared."""
    count: Annotated[int, Meta(ge=0, le=MOST_COUNTED)] = 0
    first: int = 0
    last: int = 0
    ring: Ring = Ring()
    hours: Hours = NONE
    days: Days = NONE
    sums: day_sums.DaySums = b""
    """Of the amounts that are summed, by day."""
    squares: Squares = Squares()
    """Of the same, by day."""
    peaks: Peaks = Peaks()
    met: tuple[Counterparts, Counterparts, Counterparts] = (Counterparts(),) * 3
    """The counterparts, of each of the kinds MET; none of a kind that the entity does not have."""
    load: LoadMark | None = None
    """The file that was loaded last."""

    def is_busy(self, time: int) -> bool:
        """Return whether the hour of a time, to its end, has too many payments for the entity to be followed."""
        if not (counts := self.hours[COUNT]):
            return False
        age = self.last // HOUR - time // HOUR
        if not 0 <= age < len(counts) or (earlier := counts[age]) + LENGTH <= MOST_AN_HOUR:
            return False  # a ring alone makes nobody busy
        listed = zip(self.ring.times(), self.ring.flags, strict=True)
        in_ring = [(self.ring.since + each) // HOUR == time // HOUR and not flags & PAST for each, flags in listed]
        return earlier + sum(in_ring) > MOST_AN_HOUR

    def slots_from(self, time: int) -> bytes:
        """Return the slots of the payments in the ring that were at a time or later."""
        if time > self.last:
            return b""
        start, first = time - self.ring.since, self.count + 1 - len(self.ring.flags)
        return bytes([(first + place) % LENGTH for place, after in enumerate(self.ring.times()) if after >= start])

    def in_finest_unit(self) -> "Profile":
        """Return the same with all amounts in 10^-4."""
        ring, peaks, factor = self.ring, self.peaks, self.unit
        return msgspec.structs.replace(
            self,
            unit=1,
            ring=msgspec.structs.replace(ring, amounts=[amount * factor for amount in ring.amounts]),
            hours=in_unit(self.hours, factor),
            sums=day_sums.times(self.sums, factor),
            peaks=Peaks(peaks.ages, [amount * factor for amount in peaks.amounts]),
        )
