"""Labels among an entity's facts: added, removed, and taken out of what its profile adds up to. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

import msgspec

from handlers.decision.entity.feature import DAY
from handlers.decision.profile.event import Event
from handlers.decision.profile.facts import MOST_DAYS, MOST_LABELS, Facts, Label, LabelledDay
from handlers.decision.profile.money import SAME, Rates, exchange, squared


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
    labelled = [each.fraud for each in labels_in(facts, since, before)]
    return sum(labelled) + sum([each.frauds for each in days_in(facts, since, before)])


def taken_out(facts: Facts, since: int, before: int, currency: str, rates: Rates) -> tuple[int, int, int]:
    """Return how many payments of a time had been summed and are labelled, with the sums of amounts and squares."""
    payments = total = squares = 0
    for of, count, amount, square in _summed(facts, since, before):
        if (rate := exchange(of, currency, rates)) is not None:
            payments += count
            total += amount if rate is SAME else round(amount * rate)
            squares += square if rate is SAME else round(square * rate * rate)
    return payments, total, squares


_time_of = attrgetter("time")


def labels_in(facts: Facts, since: int, before: int) -> Sequence[Label]:
    """Return the labels of payments from a time until before another: they stand in the order of it."""
    labels = facts.labels
    if not labels or labels[-1].time < since:
        return ()
    return labels[bisect_left(labels, since, key=_time_of) : bisect_left(labels, before, key=_time_of)]


def _begin_of(labelled: LabelledDay) -> int:
    return labelled.day * DAY


def days_in(facts: Facts, since: int, before: int) -> Sequence[LabelledDay]:
    """Return the days that begin from a time until before another: they stand in order."""
    days = facts.days
    if not days or days[-1].day * DAY < since:
        return ()
    return days[bisect_left(days, since, key=_begin_of) : bisect_left(days, before, key=_begin_of)]


def _summed(facts: Facts, since: int, before: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield the currency, the number, and the sums of amounts and squares of labelled payments that had been summed."""
    for each in labels_in(facts, since, before):
        if not each.declined and each.amount is not None:
            yield each.currency, 1, each.amount, squared(each.amount)
    for day in days_in(facts, since, before):
        if day.payments:
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
