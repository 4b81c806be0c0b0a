"""A profile as the bytes that its item holds, and back."""

import msgspec

from handlers.decision.profile import day_sums
from handlers.decision.profile.buckets import DAYS_KEPT
from handlers.decision.profile.counterparts import BEFORE, MARK
from handlers.decision.profile.digits import with_digits, without_digits
from handlers.decision.profile.event import is_currency
from handlers.decision.profile.money import MOST_UNITS
from handlers.decision.profile.profile import UNITS, Profile
from handlers.decision.profile.ring import ID, LENGTH
from handlers.decision.profile.squares import WIDE

FORM = 1
"""The first byte of a profile; it is raised whenever what follows changes its meaning."""


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
    try:
        return b"%c%b" % (FORM, _encode(profile))
    except OverflowError:
        return b"%c%b" % (FORM, _encode(with_digits(profile)))


def decode(written: bytes) -> Profile:
    """Return the profile that the bytes are of.

    Raises:
        UnreadableProfile: they are of none.
    """
    if written and written[0] > FORM:
        raise UnreadableProfile(written[0])
    if not written or written[0] != FORM:
        raise UnreadableProfile
    fields = memoryview(written)[1:]
    try:
        profile = _decode(fields)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        profile = _decode_digits(fields)
    if not _is_whole(profile):
        raise UnreadableProfile
    return profile


def _decode_digits(fields: memoryview) -> Profile:
    try:
        return without_digits(msgspec.msgpack.decode(fields, type=list))
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, TypeError, IndexError, RecursionError):
        raise UnreadableProfile from None


def _is_whole(profile: Profile) -> bool:
    """Return whether lengths and ranges are as a fold makes them, beyond what the types say."""
    ring, ages, currency, unit = profile.ring, profile.peaks.ages, profile.currency, profile.unit
    held, amounts = min(profile.count, LENGTH), profile.ring.amounts
    if (
        unit not in UNITS
        or not held
        or (currency and not is_currency(currency))
        or not len(ring.flags) == len(amounts) == held
        or len(ring.ids) != held * ID
        or len(ring.packed_times) not in (4 * held, 8 * held)
        or (sum(amounts) * unit > MOST_UNITS and max(amounts) * unit > MOST_UNITS)
        or profile.first > profile.last
        or not day_sums.is_whole(profile.sums)
        or len(profile.squares.lower) % WIDE
        or len(ages) != len(profile.peaks.amounts)
        or (ages and (ages[-1] >= DAYS_KEPT or list(ages) != sorted(ages)))
    ):
        return False
    for met in profile.met:
        count, rest = divmod(len(met.marks), MARK)
        if rest or len(met.slots) > count or met.slots.translate(None, _SLOTS[held]):
            return False
    return True


_SLOTS = tuple(bytes([*{slot % LENGTH for slot in range(1, held + 1)}, BEFORE]) for held in range(LENGTH + 1))
"""The slots that a counterpart may have while the ring holds so many payments."""
