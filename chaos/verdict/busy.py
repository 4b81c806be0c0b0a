"""Entities with more payments in an hour than are followed: those of that hour that came first count, and no others."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from chaos.verdict.reckoning import HOUR, AcceptedPayment
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.window import Window

MOST_FOLLOWED = 2_001
"""Payments of an hour: with more than 2,000 an entity is busy until the hour is over."""

REMEMBERED = 24
"""Hours before the last payment of which a profile surely knows how many payments each had."""


def busy_hours(payments: Sequence[AcceptedPayment]) -> frozenset[int]:
    """Return the hours, numbered from the epoch, with more payments than are followed."""
    counts = Counter(each.time // HOUR for each in payments if each.in_windows)
    last = max(counts, default=0)
    return frozenset(hour for hour, count in counts.items() if count > MOST_FOLLOWED and hour > last - REMEMBERED)


def left_out(payments: Sequence[AcceptedPayment], hours: Collection[int]) -> list[AcceptedPayment]:
    """Return the payments of which an hour's profile holds as many as are followed, whichever came first."""
    return [each for each in payments if each.in_windows and each.time // HOUR in hours]


def differences_of_busy(
    profile: Profile, payments: Sequence[AcceptedPayment], hours: Collection[int], unsure: int
) -> Iterator[str]:
    """Yield a sentence for every count that is not what is followed; each may be off by so many unsure payments."""
    over = 0
    for hour in hours:
        end, sent = (hour + 1) * HOUR, len(left_out(payments, {hour}))
        over += sent - MOST_FOLLOWED
        count = Window(Past(profile, end), HOUR).count
        if abs(count - MOST_FOLLOWED) > unsure:
            yield f"{count} payments instead of {MOST_FOLLOWED} in the busy hour before {end}"
    counted = sum(each.counts for each in payments)
    if abs(profile.count - (counted - over)) > unsure:
        yield f"{profile.count} payments ever instead of {counted - over}, without those of busy hours"
