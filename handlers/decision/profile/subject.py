"""The entity that features are of: all that is known of it when a payment is judged."""

from decimal import Context, Decimal

from handlers.contract.money import LARGEST_EXPONENT
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.event import currency_of, hashed, mark_of
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.flags import NEW, PAST
from handlers.decision.profile.labels import taken_out
from handlers.decision.profile.money import SCALE, Rates, exchange
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.rounding import rounded
from handlers.decision.profile.window import Window

_multiplied = Context(prec=200).multiply
"""The product of an amount and a number, exact."""

_SAME = (1, 1)


class Subject:
    """An entity before a payment, which is left out of all that is known of it."""

    __slots__ = (
        *("_is_labelled", "_rates", "_transaction"),
        *("amount", "as_of", "before", "facts", "past", "profile", "rate"),
    )

    def __init__(
        self, profile: Profile | None, facts: Facts, transaction: Transaction, rates: Rates, as_of: int
    ) -> None:
        own = hashed(transaction.transaction_id)
        self.before, self.amount = transaction.timestamp, transaction.amount
        self.profile = profile = profile or Profile(currency=currency_of(transaction))
        self.past = Past(profile, self.before, own)
        self._is_labelled = bool(facts.labels or facts.days)
        self.facts = facts.known(as_of, own) if self._is_labelled else facts
        self.as_of = as_of
        self.rate = _SAME if transaction.currency == profile.currency else _ratio(profile.currency, transaction, rates)
        """One of the profile's main currency in the payment's, as a fraction; None if nobody knows."""
        self._transaction, self._rates = transaction, rates

    def money(self, units: int, count: int = 1) -> Decimal | None:
        """Return an amount of the main currency, shared out among some, in the payment's currency."""
        if self.rate is _SAME:
            return rounded(units, SCALE * count)
        if self.rate is None:
            return None
        numerator, denominator = self.rate
        return rounded(units * numerator, SCALE * count * denominator)

    def ratio_to_mean(self, units: int, count: int) -> Decimal | None:
        """Return the payment's amount divided by the mean of payments of the main currency."""
        amount = self.amount
        if self.rate is None or not units or not amount.is_finite() or (amount.is_signed() and amount):
            return None
        if amount.adjusted() > LARGEST_EXPONENT:  # of a payload that came from no table
            return None
        numerator, denominator = self.rate
        by_count = _multiplied(amount, SCALE * count * denominator)
        return rounded(by_count, units * numerator)

    def amounts(self, window: Window) -> Amounts:
        """Return the amounts of a window of its past, without those of payments that are labelled."""
        amounts = Amounts(window)
        if self._is_labelled:
            since, currency = window.since, self.profile.currency
            amounts.leave_out(*taken_out(self.facts, since, self.before, currency, self._rates))
        return amounts

    def distinct(self, counterpart: Counterpart) -> int:
        """Return how many counterparts of a kind it had before; the most that is counted means that or more."""
        met = self.profile.met[MET.index(counterpart)]
        known = met.count + met.pushed
        if not self.past.is_all:
            later = self.profile.slots_from(self.before)
            known -= sum([slot in later for slot in met.slots])
        return min(MOST_COUNTERPARTS, known)

    def is_new(self, counterpart: Counterpart) -> bool | None:
        """Return whether the payment's counterpart is none of the last before; None if it has none."""
        mark = mark_of(self._transaction, counterpart)
        if not mark:
            return None
        of = MET.index(counterpart)
        place, flags = self.past.own, self.profile.ring.flags
        if place >= 0 and not flags[place] & PAST:  # judged when it was folded
            return flags[place] & NEW[of] != 0
        met = self.profile.met[of]
        at = met.place(mark)
        return at < 0 or (not self.past.is_all and met.slot(at) in self.profile.slots_from(self.before))


def _ratio(currency: str, transaction: Transaction, rates: Rates) -> tuple[int, int] | None:
    rate = exchange(currency, currency_of(transaction), rates)
    return rate.as_integer_ratio() if rate else None
