"""A payment folded into a profile. Pure: the profile that was is not changed."""

from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile import day_sums, flags
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.buckets import COUNT, DAYS_KEPT, DAYS_KEPT_BRIEFLY, HOURS_KEPT, aged, plus
from handlers.decision.profile.counterparts import Counterparts
from handlers.decision.profile.event import FUTURE, OLDEST, Event, event_of
from handlers.decision.profile.kept import Kept
from handlers.decision.profile.money import squared
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import HUNDREDTHS, Profile
from handlers.decision.profile.ring import LENGTH
from handlers.decision.profile.window import Window

__all__ = ["Event", "event_of", "fold"]

HIGH_TIMES, HIGH_PAYMENTS, HIGH_WINDOW = 3, 5, 30 * DAY
"""A payment is high if it is above so many times the mean of the window, and that is of so many payments at least."""


EVERYTHING = Kept()
"""The parts of a profile that is stored."""

_NOBODY = (b"",) * len(flags.NEW)


def fold(profile: Profile | None, event: Event, kept: Kept = EVERYTHING) -> Profile | None:
    """Return the profile with a payment in it; the very one that was, or None, if the payment is not folded.

    That is one from the future, one that the ring holds, and any of an hour in which the entity is busy. What is not
    `kept` is left as it was: for a profile that is never stored.
    """
    time = event.time
    before = profile or Profile(currency=event.currency, first=time, last=time)
    if time > event.received + FUTURE or before.ring.place(event.identity) >= 0 or before.is_busy(time):
        return profile
    if time < event.received - OLDEST:
        met, _ = _met(before, time, _NOBODY, kept.met)
        return _with_payment(before, event, 0, flags.PAST, met, kept=kept)
    amount = event.units(before.currency)
    seen = flags.SMALL if event.small else 0
    if kept.high and amount is not None and _is_high(before, time, amount):
        seen |= flags.HIGH
    if amount is None or event.declined:
        amount, seen = 0, seen | (flags.DECLINED | flags.UNSUMMED if event.declined else flags.UNSUMMED)
    met, new = _met(before, time, event.met, kept.met) if kept.met else (before.met, 0)
    if amount % before.unit:
        before = before.in_finest_unit()
    return _with_payment(before, event, amount // before.unit, seen | new, met, kept=kept)


def _is_high(profile: Profile, time: int, amount: int) -> bool:
    if profile.count < HIGH_PAYMENTS or _is_usual(profile, time, amount):
        return False
    habit = Amounts(Window(Past(profile, time), HIGH_WINDOW))
    return habit.count >= HIGH_PAYMENTS and amount * habit.count > HIGH_TIMES * habit.total


def _is_usual(profile: Profile, time: int, amount: int) -> bool:
    """Return whether it is plain that an amount is not high, as most are: by the least that the mean can be.

    That is the sum of the ring's payments and of the days that lie wholly in the window, of all payments there may be.
    """
    ring, days, since = profile.ring, profile.days, time - HIGH_WINDOW
    edge = profile.last // DAY - since // DAY
    if time <= profile.last or edge < 0:
        return False
    amounts = ring.amounts
    if (start := since - ring.since) > 0:
        amounts = [each for each, after in zip(amounts, ring.times(), strict=True) if after >= start]
    least = sum(amounts) + day_sums.total(profile.sums, 0, edge)
    return amount * (len(amounts) + sum(days[COUNT])) <= HIGH_TIMES * least * profile.unit


Met = tuple[Counterparts, Counterparts, Counterparts]


def _met(profile: Profile, time: int, marks: tuple[bytes, ...], kept: tuple[int, ...]) -> tuple[Met, int]:
    """Return the counterparts after a payment with these, and the flags of those that were not known before it."""
    slot, new, after = (profile.count + 1) % LENGTH, 0, list(profile.met)
    later = profile.slots_from(time)
    for place in kept:
        met, mark = after[place], marks[place]
        if slot in met.slots:  # of the payment that leaves the ring
            met = after[place] = met.without_slot(slot)
        if mark:
            after[place], is_new = met.paid(mark, slot, later)
            if is_new:
                new |= flags.NEW[place]
    return tuple(after), new  # type: ignore[return-value]


def _with_payment(profile: Profile, event: Event, amount: int, seen: int, met: Met, *, kept: Kept) -> Profile:
    """Return the profile with a payment at the end of the ring; what leaves it is counted by hour and day."""
    time, before, ring = event.time, profile.last, profile.ring
    hours, days, totals, squares, peaks = profile.hours, profile.days, profile.sums, profile.squares, profile.peaks
    last = max(before, time)
    hour, day = last // HOUR, last // DAY
    if by := hour - before // HOUR:
        hours = aged(hours, by, HOURS_KEPT, HOURS_KEPT)
    if kept.days and (by := day - before // DAY):
        days, totals = aged(days, by, DAYS_KEPT, DAYS_KEPT_BRIEFLY), day_sums.aged(totals, by)
        squares, peaks = squares.aged(by), peaks.aged(by)
    if len(ring.flags) == LENGTH and not (leaving := ring.flags[0]) & flags.PAST:
        gone, left = ring.since + ring.time(0), ring.amounts[0]
        if 0 <= (age := hour - gone // HOUR) < HOURS_KEPT:
            hours = plus(hours, age, left, leaving & ~flags.UNSUMMED)
        if kept.days and 0 <= (age := day - gone // DAY) < DAYS_KEPT:
            days = plus(days, age, 0, leaving & ~flags.SMALL)
            if not leaving & flags.UNSUMMED:
                totals = day_sums.plus(totals, age, left)
                if kept.squares:
                    squares = squares.plus(age, left * left if profile.unit == HUNDREDTHS else squared(left))
                if kept.peaks:
                    peaks = peaks.plus(age, left)
    return Profile(
        currency=profile.currency,
        unit=profile.unit,
        count=profile.count + 1,
        first=min(time, profile.first),
        last=last,
        ring=ring.plus(event.identity, time, amount, seen),
        hours=hours,
        days=days,
        sums=totals,
        squares=squares,
        peaks=peaks,
        met=met,
        load=profile.load,
    )
