"""The entity that features are of: all that is known of it when a payment is judged."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property

from handlers.contract.transaction import Transaction
from handlers.decision.profile.buckets import SQUARES, SUM
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.event import currency_of, hashed, marks_of, met_by
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.feature import MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.labels import taken_out
from handlers.decision.profile.money import SCALE, Rates, exchange
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import NEW, PAST

DIGITS = 12
"""Significant digits of a feature; rules read no more, so that a replay reads the same."""

ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_EXACT = Context(prec=200)


def rounded(numerator: Decimal | int, denominator: int) -> Decimal:
    """Return a quotient as rules read it, rounded once."""
    return ROUNDED.divide(Decimal(numerator), Decimal(denominator))


class Subject:
    """An entity of a kind before a payment, which is left out of all that is known of it."""

    def __init__(
        self, kind: str, profile: Profile | None, facts: Facts, transaction: Transaction, *, rates: Rates, as_of: int
    ) -> None:
        self.before, self.amount = transaction.timestamp, transaction.amount
        self.own = hashed(transaction.transaction_id)
        self.profile = profile or Profile(currency=currency_of(transaction))
        self.facts = facts.known(as_of, self.own) if facts.labels or facts.days else facts
        self.as_of = as_of
        self._kind, self._transaction, self._rates = kind, transaction, rates

    @cached_property
    def past(self) -> Past:
        """Return the payments before."""
        return Past(self.profile, self.before, self.own)

    @cached_property
    def rate(self) -> Fraction | None:
        """Return how many of the payment's currency one of the profile's main currency is; None if nobody knows."""
        return exchange(self.profile.currency, currency_of(self._transaction), self._rates)

    def money(self, units: int, count: int = 1) -> Decimal | None:
        """Return an amount of the main currency, shared out among some, in the payment's currency."""
        rate = self.rate
        return rounded(units * rate.numerator, SCALE * count * rate.denominator) if rate is not None else None

    def ratio_to_mean(self, units: int, count: int) -> Decimal | None:
        """Return the payment's amount divided by the mean of payments of the main currency."""
        rate = self.rate
        if rate is None or not units * rate or self.amount < 0:
            return None
        by_count = _EXACT.multiply(self.amount, Decimal(SCALE * count * rate.denominator))
        return rounded(by_count, units * rate.numerator)

    def summed(self, length: int) -> tuple[int, int] | None:
        """Return how many payments of the window have a sum, and the sum; None if labels leave less than nothing."""
        window = self.past.window(length)
        payments, total = window.summed, window.total(SUM) * self.profile.unit
        if self.facts.labels or self.facts.days:
            count, amount, _ = self._taken_out(length)
            payments, total = payments - count, total - amount
        return (payments, total) if payments >= 0 and total >= 0 else None

    def squares(self, length: int) -> int | None:
        """Return the sum of the squares of the window; None if labels leave less than nothing."""
        squares = self.past.window(length).total(SQUARES) - self._taken_out(length)[2]
        return squares if squares >= 0 else None

    def _taken_out(self, length: int) -> tuple[int, int, int]:
        return taken_out(self.facts, self.before - length, self.before, self.profile.currency, self._rates)

    def distinct(self, counterpart: Counterpart) -> int:
        """Return how many counterparts of a kind it had before; the most that is counted means that or more."""
        profile, met = self.profile, self.profile.met[MET.index(counterpart)]
        later = sum([not profile.met_before(slot, self.before) for slot in met.slots])
        return min(MOST_COUNTERPARTS, met.count + met.pushed - later)

    def is_new(self, counterpart: Counterpart) -> bool | None:
        """Return whether the payment's counterpart is none of the last before; None if it has none."""
        of = MET.index(counterpart)
        mark = met_by(self._kind, marks_of(self._transaction))[of]
        if not mark:
            return None
        place, flags = self.past.own, self.profile.ring.flags
        if place >= 0 and not flags[place] & PAST:  # judged when it was folded
            return flags[place] & NEW[of] != 0
        met = self.profile.met[of]
        at = met.place(mark)
        return at < 0 or not self.profile.met_before(met.slot(at), self.before)
