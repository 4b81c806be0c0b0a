"""A profile as the bytes that its item holds, and back."""

import msgspec

from handlers.decision.profile.buckets import COLUMNS, Buckets
from handlers.decision.profile.columns import are_columns
from handlers.decision.profile.counterparts import BEFORE, MARK, MET, Counterparts
from handlers.decision.profile.event import is_currency
from handlers.decision.profile.feature import MOST_COUNTERPARTS
from handlers.decision.profile.money import LARGEST_SUMMED, SCALE
from handlers.decision.profile.profile import DAYS_KEPT, HOURS_KEPT, HUNDREDTHS, Profile
from handlers.decision.profile.ring import ID, LENGTH

FORM = 1
"""The first byte of a profile; it is raised whenever what follows changes its meaning."""


MOST_COUNTED = 2**63
"""Payments; nobody makes so many, and MessagePack has room for one more."""


class UnreadableProfile(Exception):
    """Raised for bytes that are no profile: damaged ones, or of a form that a newer version writes."""

    def __init__(self, newer_form: int | None = None) -> None:
        said = "damaged" if newer_form is None else f"of form {newer_form}, newer than {FORM}"
        super().__init__(f"the profile is {said}")
        self.newer_form = newer_form
        """None if it is damaged."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Profile).decode


def encode(profile: Profile) -> bytes:
    """Return a profile as bytes: the form, then the fields in MessagePack."""
    return b"%c%b" % (FORM, _encode(profile))


def decode(written: bytes) -> Profile:
    """Return the profile that the bytes are of.

    Raises:
        UnreadableProfile: they are of none.
    """
    if written and written[0] > FORM:
        raise UnreadableProfile(written[0])
    if not written or written[0] != FORM:
        raise UnreadableProfile
    try:
        profile = _decode(memoryview(written)[1:])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise UnreadableProfile from None
    if not _is_whole(profile):
        raise UnreadableProfile
    return profile


def _is_whole(profile: Profile) -> bool:
    """Return whether all lengths and ranges are as a fold makes them."""
    ring, peaks, currency = profile.ring, profile.peaks, profile.currency
    held = min(profile.count, LENGTH)
    return (
        profile.count < MOST_COUNTED
        and profile.unit in (1, HUNDREDTHS)
        and held > 0
        and profile.first <= profile.last
        and (not currency or is_currency(currency))
        and len(ring.flags) == held
        and len(ring.ids) == held * ID
        and len(ring.packed_times) in (4 * held, 8 * held)
        and len(ring.amounts) == held
        and min(ring.amounts) >= 0
        and max(ring.amounts) * profile.unit <= LARGEST_SUMMED * SCALE
        and ring.since + max(ring.times()) <= profile.last
        and _are_buckets(profile.hours, HOURS_KEPT)
        and _are_buckets(profile.days, DAYS_KEPT)
        and _are_ages(peaks.ages, DAYS_KEPT)
        and are_columns((peaks.amounts,), len(peaks.ages))
        and len(profile.met) == len(MET)
        and all(_are_counterparts(each, _SLOTS[held]) for each in profile.met)
    )


def _are_buckets(buckets: Buckets, kept: int) -> bool:
    ages, columns = buckets.ages, buckets.columns
    return _are_ages(ages, kept) and len(columns) == len(COLUMNS) and are_columns(columns, len(ages))


def _are_ages(ages: bytes, kept: int) -> bool:
    return not ages or (ages[-1] < kept and list(ages) == sorted(ages))


_SLOTS = tuple(bytes([*{slot % LENGTH for slot in range(1, held + 1)}, BEFORE]) for held in range(LENGTH + 1))
"""The slots that a counterpart may have while the ring holds so many payments."""


def _are_counterparts(met: Counterparts, slots: bytes) -> bool:
    count, rest = divmod(len(met.marks), MARK)
    return (
        not rest
        and len(met.slots) <= count <= MOST_COUNTERPARTS
        and 0 <= met.pushed <= LENGTH
        and not met.slots.translate(None, slots)
    )
