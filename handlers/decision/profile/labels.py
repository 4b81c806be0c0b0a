"""Labels among an entity's facts: added, removed, and taken out of what its profile adds up to. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import msgspec

from handlers.decision.entity.feature import DAY
from handlers.decision.profile import flags
from handlers.decision.profile.buckets import COUNT, UNSUMMED
from handlers.decision.profile.event import Event
from handlers.decision.profile.facts import MOST_DAYS, MOST_LABELS, Facts, Label, LabelledDay
from handlers.decision.profile.money import SAME, Rates, exchange, squared
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import ID

GOOD_AFTER = 7 * DAY
"""Milliseconds; a payment that nobody labelled in that time is known to be good."""


def fraud_label(event: Event, *, received: int) -> Label:
    """Return the label of a payment that turned out to be fraud, as somebody said at a time, in epoch milliseconds."""
    return Label(
        identity=event.identity,
        time=event.time,
        received=received,
        amount=event.in_units,
        currency=event.currency,
        declined=event.declined,
        fraud=True,
    )


def with_label(facts: Facts, label: Label) -> Facts:
    """Return the facts with a payment labelled, in place of what was said of it before."""
    labels = sorted([*without_label(facts, label.identity).labels, label], key=lambda each: each.time)
    if len(labels) <= MOST_LABELS:
        return msgspec.structs.replace(facts, labels=tuple(labels))
    return msgspec.structs.replace(facts, labels=tuple(labels[1:]), days=_with_day(facts.days, labels[0]))


def without_label(facts: Facts, identity: bytes) -> Facts:
    """Return the facts without a payment's label; one that is only summed by its day any more stays."""
    labels = tuple([each for each in facts.labels if each.identity != identity])
    return msgspec.structs.replace(facts, labels=labels)


def frauds(facts: Facts, since: int, before: int) -> int:
    """Return how many payments from a time until before another are labelled fraud; a day counts where it begins."""
    labelled = [each.fraud for each in facts.labels if since <= each.time < before]
    return sum(labelled) + sum([each.frauds for each in facts.days if since <= each.day * DAY < before])


def taken_out(facts: Facts, since: int, before: int, currency: str, rates: Rates) -> tuple[int, int, int]:
    """Return how many payments of a time had been summed and are labelled, with the sums of amounts and squares."""
    payments = total = squares = 0
    for of, count, amount, square in _summed(facts, since, before):
        if (rate := exchange(of, currency, rates)) is not None:
            payments += count
            total += amount if rate is SAME else round(amount * rate)
            squares += square if rate is SAME else round(square * rate * rate)
    return payments, total, squares


def frauds_in_row(facts: Facts, profile: Profile, before: int) -> int:
    """Return how many payments are labelled fraud since the last one that is known to be good."""
    if not (facts.labels or facts.days):  # as it mostly is
        return 0
    good = _last_good(facts, profile, before - GOOD_AFTER)
    return frauds(facts, min([before, *_times(facts)]) if good is None else good + 1, before)


def _times(facts: Facts) -> Iterator[int]:
    yield from (each.time for each in facts.labels)
    yield from (each.day * DAY for each in facts.days)


def _last_good(facts: Facts, profile: Profile, before: int) -> int | None:
    """Return the time of the last payment before a time that was not declined and not labelled; None if there is none.

    Of the payments that left the ring, what was summed counts, and the time of a day is when it begins.
    """
    ring, last = profile.ring, None
    ids = [ring.ids[at : at + ID] for at in range(0, len(ring.ids), ID)]
    labelled = {each.identity[:ID] for each in facts.labels}
    for identity, after, seen in zip(ids, ring.times(), ring.flags, strict=True):
        time = ring.since + after
        if time < before and (last is None or time > last) and not seen & flags.DECLINED and identity not in labelled:
            last = time
    bad: Counter[int] | None = None
    for age, (counted, unsummed) in enumerate(zip_longest(profile.days[COUNT], profile.days[UNSUMMED], fillvalue=0)):
        day = profile.last // DAY - age
        if last is not None and day * DAY <= last:
            return last
        if day * DAY < before and counted > unsummed:
            bad = bad or _labelled_by_day(facts, frozenset(ids))
            if counted - unsummed > bad[day]:
                return day * DAY
    return last


def _labelled_by_day(facts: Facts, in_ring: frozenset[bytes]) -> Counter[int]:
    """Return how many payments of each day are labelled and had been summed, of those that are not in the ring."""
    gone = [each for each in facts.labels if each.identity[:ID] not in in_ring and not each.declined]
    bad = Counter(each.time // DAY for each in gone)
    for day in facts.days:
        bad[day.day] += day.payments
    return bad


def _summed(facts: Facts, since: int, before: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield the currency, the number, and the sums of amounts and squares of labelled payments that had been summed."""
    for each in facts.labels:
        if since <= each.time < before and not each.declined and each.amount is not None:
            yield each.currency, 1, each.amount, squared(each.amount)
    for day in facts.days:
        if since <= day.day * DAY < before and day.payments:
            yield day.currency, day.payments, day.total, int(day.squares)


def _day(label: Label) -> LabelledDay:
    """Return the day that has this label only."""
    amount = None if label.declined else label.amount
    return LabelledDay(
        day=label.time // DAY,
        currency=label.currency,
        received=label.received,
        frauds=int(label.fraud),
        payments=int(amount is not None),
        total=amount or 0,
        squares=str(squared(amount or 0)),
    )


def _with_day(days: Iterable[LabelledDay], label: Label) -> tuple[LabelledDay, ...]:
    """Return the days with a label added to its own."""
    new = _day(label)
    known = {(each.day, each.currency): each for each in days}
    if same := known.get((new.day, new.currency)):
        new = LabelledDay(
            day=new.day,
            currency=new.currency,
            received=max(same.received, new.received),
            frauds=same.frauds + new.frauds,
            payments=same.payments + new.payments,
            total=same.total + new.total,
            squares=str(int(same.squares) + int(new.squares)),
        )
    known[new.day, new.currency] = new
    return tuple([known[key] for key in sorted(known)[-MOST_DAYS:]])
