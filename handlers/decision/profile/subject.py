"""The entity that features are of: all that is known of it when a payment is judged."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import isqrt

from handlers.contract.money import LARGEST_EXPONENT
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.buckets import UNSUMMED
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.event import currency_of, hashed, mark_of
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.flags import NEW, PAST
from handlers.decision.profile.labels import taken_out
from handlers.decision.profile.money import SCALE, Rates, exchange
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile

DIGITS = 12
"""Significant digits of a feature; rules read no more, so that a replay reads the same."""

ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_EXACT = Context(prec=200)

_ROOT_BITS = 96
"""Bits of a square, of which the root has more digits than are read: 14."""


_SAME = (1, 1)


def rounded(numerator: Decimal | int, denominator: int) -> Decimal:
    """Return a quotient as rules read it, rounded once."""
    return ROUNDED.divide(numerator, denominator)


def rounded_root(numerator: int, denominator: int) -> Decimal:
    """Return the root of a quotient as rules read it, rounded once."""
    if not numerator:
        return Decimal(0)
    places = max(0, _ROOT_BITS + denominator.bit_length() - numerator.bit_length()) // 6 + 1
    square, rest = divmod(numerator * 100**places, denominator)
    root = isqrt(square)
    if rest or root * root != square:  # one digit more says that it is above, which is all that rounding asks
        root, places = root * 10 + 1, places + 1
    return ROUNDED.divide(root, 10**places)


class Subject:
    """An entity before a payment, which is left out of all that is known of it."""

    def __init__(
        self, profile: Profile | None, facts: Facts, transaction: Transaction, *, rates: Rates, as_of: int
    ) -> None:
        self.before, self.amount = transaction.timestamp, transaction.amount
        self.own = hashed(transaction.transaction_id)
        self.profile = profile or Profile(currency=currency_of(transaction))
        self.past = Past(self.profile, self.before, self.own)
        self._is_labelled = bool(facts.labels or facts.days)
        self.facts = facts.known(as_of, self.own) if self._is_labelled else facts
        self.as_of = as_of
        self.rate = _ratio(self.profile.currency, transaction, rates)
        """One of the profile's main currency in the payment's, as a fraction; None if nobody knows."""
        self._transaction, self._rates = transaction, rates
        self._summed: dict[int, tuple[int, int] | None] = {}

    def money(self, units: int, count: int = 1) -> Decimal | None:
        """Return an amount of the main currency, shared out among some, in the payment's currency."""
        if self.rate is _SAME:
            return ROUNDED.divide(units, SCALE * count)
        if self.rate is None:
            return None
        numerator, denominator = self.rate
        return rounded(units * numerator, SCALE * count * denominator)

    def ratio_to_mean(self, units: int, count: int) -> Decimal | None:
        """Return the payment's amount divided by the mean of payments of the main currency."""
        amount = self.amount
        if self.rate is None or not units or not amount.is_finite() or amount < 0:
            return None
        if amount.adjusted() > LARGEST_EXPONENT:  # of a payload that came from no table
            return None
        numerator, denominator = self.rate
        by_count = _EXACT.multiply(amount, Decimal(SCALE * count * denominator))
        return rounded(by_count, units * numerator)

    def total(self, length: int) -> int | None:
        """Return the sum of the window; None if labels leave less than nothing."""
        if self._is_labelled:
            found = self.summed(length)
            return found[1] if found else None
        return self.past.window(length).sum() * self.profile.unit

    def summed(self, length: int) -> tuple[int, int] | None:
        """Return how many payments of the window have a sum, and the sum; None if labels leave less than nothing."""
        if length in self._summed:
            return self._summed[length]
        window = self.past.window(length)
        payments, total = window.count - window.count_of(UNSUMMED), window.sum() * self.profile.unit
        if self._is_labelled:
            count, amount, _ = self._taken_out(length)
            payments, total = payments - count, total - amount
        found = self._summed[length] = (payments, total) if payments >= 0 and total >= 0 else None
        return found

    def squares(self, length: int) -> int | None:
        """Return the sum of the squares of the window; None if labels leave less than nothing."""
        squares = self.past.window(length).squares()
        if self._is_labelled:
            squares -= self._taken_out(length)[2]
        return squares if squares >= 0 else None

    def _taken_out(self, length: int) -> tuple[int, int, int]:
        return taken_out(self.facts, self.before - length, self.before, self.profile.currency, self._rates)

    def distinct(self, counterpart: Counterpart) -> int:
        """Return how many counterparts of a kind it had before; the most that is counted means that or more."""
        profile, met = self.profile, self.profile.met[MET.index(counterpart)]
        later = 0 if self.past.is_all else sum([not profile.met_before(slot, self.before) for slot in met.slots])
        return min(MOST_COUNTERPARTS, met.count + met.pushed - later)

    def is_new(self, counterpart: Counterpart) -> bool | None:
        """Return whether the payment's counterpart is none of the last before; None if it has none."""
        of = MET.index(counterpart)
        mark = mark_of(self._transaction, counterpart)
        if not mark:
            return None
        place, flags = self.past.own, self.profile.ring.flags
        if place >= 0 and not flags[place] & PAST:  # judged when it was folded
            return flags[place] & NEW[of] != 0
        met = self.profile.met[of]
        at = met.place(mark)
        return at < 0 or not self.profile.met_before(met.slot(at), self.before)


def _ratio(currency: str, transaction: Transaction, rates: Rates) -> tuple[int, int] | None:
    if transaction.currency == currency:
        return _SAME
    rate = exchange(currency, currency_of(transaction), rates)
    return rate.as_integer_ratio() if rate else None
