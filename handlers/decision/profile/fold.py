"""A payment folded into a profile. Pure: the profile that was is not changed."""

from handlers.decision.profile import ring as flags
from handlers.decision.profile.buckets import SUM
from handlers.decision.profile.columns import number
from handlers.decision.profile.counterparts import Counterparts
from handlers.decision.profile.event import FUTURE, OLDEST, Event, event_of
from handlers.decision.profile.feature import DAY, HOUR
from handlers.decision.profile.money import squared
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import DAYS_KEPT, HOURS_KEPT, Profile
from handlers.decision.profile.ring import LENGTH

__all__ = ["Event", "event_of", "fold"]

HIGH_TIMES, HIGH_PAYMENTS, HIGH_WINDOW = 3, 5, 30 * DAY
"""A payment is high if it is above so many times the mean of the window, and that is of so many payments at least."""


_NOBODY = (b"",) * len(flags.NEW)


def fold(profile: Profile | None, event: Event) -> Profile | None:
    """Return the profile with a payment in it; the very one that was, or None, if the payment is not folded.

    That is one from the future, one that the ring holds, and any of an hour in which the entity is busy.
    """
    before = profile or Profile(currency=event.currency, first=event.time, last=event.time)
    if event.time > event.received + FUTURE or before.ring.place(event.identity) >= 0 or before.is_busy(event.time):
        return profile
    if event.time < event.received - OLDEST:
        met, _ = _met(before, event.time, _NOBODY)
        return _with_payment(before, event, 0, flags.PAST, met)
    amount = event.units(before.currency)
    high = amount is not None and _is_high(before, event.time, amount)
    seen = event.declined * flags.DECLINED | event.small * flags.SMALL | high * flags.HIGH
    if amount is None or event.declined:
        amount, seen = 0, seen | flags.UNSUMMED
    met, new = _met(before, event.time, event.met)
    if amount % before.unit:
        before = before.in_finest_unit()
    return _with_payment(before, event, amount // before.unit, seen | new, met)


def _is_high(profile: Profile, time: int, amount: int) -> bool:
    if profile.count < HIGH_PAYMENTS:
        return False
    window = Past(profile, time).window(HIGH_WINDOW)
    summed = window.summed
    return summed >= HIGH_PAYMENTS and amount * summed > HIGH_TIMES * window.total(SUM) * profile.unit


def _met(profile: Profile, time: int, marks: tuple[bytes, ...]) -> tuple[tuple[Counterparts, ...], int]:
    """Return the counterparts after a payment with these, and the flags of those that were not known before it."""
    slot, new, after = (profile.count + 1) % LENGTH, 0, list(profile.met)
    for place, mark in enumerate(marks):
        if slot in after[place].slots:  # of the payment that leaves the ring
            after[place] = after[place].without_slot(slot)
        if mark:
            met = after[place]
            at = met.place(mark)
            first = met.slot(at) if at >= 0 else slot
            if at < 0 or not profile.met_before(first, time):
                first, new = slot, new | flags.NEW[place]
            after[place] = met.plus(mark, at, first)
    return tuple(after), new


def _with_payment(profile: Profile, event: Event, amount: int, seen: int, met: tuple[Counterparts, ...]) -> Profile:
    """Return the profile with a payment at the end of the ring; what leaves it is counted by hour and day."""
    last = max(profile.last, event.time)
    hour, day = last // HOUR, last // DAY
    hours = profile.hours.aged(hour - profile.last // HOUR, HOURS_KEPT)
    days = profile.days.aged(day - profile.last // DAY, DAYS_KEPT)
    peaks = profile.peaks.aged(day - profile.last // DAY, DAYS_KEPT)
    ring = profile.ring
    if len(ring.flags) == LENGTH and not (leaving := ring.flags[0]) & flags.PAST:
        time, left = ring.since + number(ring.packed_times, LENGTH, 0), ring.amounts[0]
        declined, high, small = leaving & 1, leaving >> 2 & 1, leaving >> 1 & 1
        if (age := hour - time // HOUR) < HOURS_KEPT:
            hours = hours.plus(age, (1, declined, high, small, 0, left, 0))
        if (age := day - time // DAY) < DAYS_KEPT:
            unsummed = leaving >> 4 & 1
            days = days.plus(age, (1, declined, high, 0, unsummed, left, squared(left * profile.unit)))
            peaks = peaks if unsummed else peaks.plus(age, left)
    return Profile(
        currency=profile.currency,
        unit=profile.unit,
        count=profile.count + 1,
        first=min(profile.first, event.time),
        last=last,
        ring=ring.plus(event.identity, event.time, amount, seen),
        hours=hours,
        days=days,
        peaks=peaks,
        met=met,
    )
