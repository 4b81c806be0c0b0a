"""Frauds in a row: those since the last payment that is known to be good. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from handlers.decision.entity.feature import DAY
from handlers.decision.profile import flags
from handlers.decision.profile.buckets import COUNT, UNSUMMED
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.labels import days_in, labels_in
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import ID, Ring

GOOD_AFTER = 7 * DAY
"""Milliseconds; a payment that nobody labelled in that time is known to be good."""


class FraudsInRow(NamedTuple):
    """The number of frauds in a row, and the time of the first."""

    number: int
    since: int | None
    """Epoch milliseconds, of an older label when its day begins; None if there are none."""


NONE_IN_ROW = FraudsInRow(0, None)


def frauds_in_row(facts: Facts, profile: Profile, before: int) -> FraudsInRow:
    """Return the payments that are labelled fraud since the last one that is known to be good."""
    if not (facts.labels or facts.days):  # as it mostly is
        return NONE_IN_ROW
    good = _last_good(facts, profile, before - GOOD_AFTER)
    after = min([before, *_times(facts)]) if good is None else good + 1
    labelled = [each.time for each in labels_in(facts, after, before) if each.fraud]
    days = [(each.day * DAY, each.frauds) for each in days_in(facts, after, before) if each.frauds]
    since = min([*labelled, *(begin for begin, _ in days)], default=None)
    return FraudsInRow(len(labelled) + sum([count for _, count in days]), since)


def _times(facts: Facts) -> Iterator[int]:
    yield from (each.time for each in facts.labels)
    yield from (each.day * DAY for each in facts.days)


def _last_good(facts: Facts, profile: Profile, before: int) -> int | None:
    """Return the time of the last payment before a time that was not declined and not labelled; None if there is none.

    Of the payments that left the ring, what was summed counts, and the time of a day is when it begins.
    """
    last = _last_good_in_ring(facts, profile.ring, before)
    counts, unsummed, newest = profile.days[COUNT], profile.days[UNSUMMED], profile.last // DAY
    for age in range(max(0, newest - (before - 1) // DAY), len(counts)):
        day = newest - age
        if last is not None and day * DAY <= last:
            return last
        summed = counts[age] - (unsummed[age] if age < len(unsummed) else 0)
        if summed > 0 and summed > _labelled_of_day(facts, profile.ring, day):
            return day * DAY
    return last


def _last_good_in_ring(facts: Facts, ring: Ring, before: int) -> int | None:
    since, times, seen = ring.since, ring.times(), ring.flags
    end, last = before - since, -1
    for place in range(len(times) - 1, -1, -1):
        if last < times[place] < end and not seen[place] & flags.DECLINED:
            own = ring.ids[place * ID : (place + 1) * ID]
            if not any(each.identity.startswith(own) for each in facts.labels):
                last = times[place]
    return since + last if last >= 0 else None


def _labelled_of_day(facts: Facts, ring: Ring, day: int) -> int:
    """Return how many payments of a day are labelled and had been summed, of those that are not in the ring."""
    labels, days = labels_in(facts, day * DAY, (day + 1) * DAY), days_in(facts, day * DAY, (day + 1) * DAY)
    gone = sum([not each.declined and ring.place(each.identity) < 0 for each in labels])
    return gone + sum([each.payments for each in days])
