"""The entity that features are of: all that is known of it when a payment is judged."""

from decimal import Context, Decimal

from handlers.contract.absent_fields import absent_fields
from handlers.contract.money import LARGEST_EXPONENT
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import DAY, MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.buckets import COUNT
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.event import currency_of, hashed, mark_of
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.flags import NEW, PAST
from handlers.decision.profile.in_row import FraudsInRow, frauds_in_row
from handlers.decision.profile.labels import taken_out
from handlers.decision.profile.money import SCALE, Rates, exchange
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.rounding import rounded
from handlers.decision.profile.window import EMPTY, Window

_multiplied = Context(prec=200).multiply
"""The product of an amount and a number, exact."""

_SAME = (1, 1)

NO_FACTS = Facts()


class Subject:
    """An entity before a payment, which is left out of all that is known of it."""

    __slots__ = (
        "_amounts",
        "_in_row",
        "_past",
        "_rates",
        "_transaction",
        "_windows",
        "as_of",
        "before",
        "facts",
        "is_busy",
        "profile",
    )

    def __init__(
        self, profile: Profile | None, facts: Facts, transaction: Transaction, rates: Rates, as_of: int
    ) -> None:
        self.before, self.as_of = transaction.timestamp, as_of
        self.is_busy = profile is not None and profile.is_busy(transaction.timestamp)
        """True if it has too many payments in this hour to be followed."""
        self.profile = profile or Profile(currency=currency_of(transaction))
        self.facts = facts if facts is NO_FACTS else facts.known(as_of, hashed(transaction.transaction_id))
        self._transaction, self._rates = transaction, rates
        self._past: Past | None = None
        self._in_row: FraudsInRow | None = None
        self._windows: dict[int, Window] = {}
        self._amounts: dict[int, Amounts] = {}

    @property
    def past(self) -> Past:
        """Return its past, without the payment."""
        if (past := self._past) is None:
            past = self._past = Past(self.profile, self.before, hashed(self._transaction.transaction_id))
        return past

    @property
    def in_row(self) -> FraudsInRow:
        """Return its frauds in a row before the payment; they are found once."""
        if (found := self._in_row) is None:
            found = self._in_row = frauds_in_row(self.facts, self.profile, self.before)
        return found

    @property
    def rate(self) -> tuple[int, int] | None:
        """Return one of the profile's main currency in the payment's, as a fraction; None if nobody knows."""
        main, currency = self.profile.currency, self._transaction.currency
        if main == currency or main == (code := currency_of(self._transaction)):
            return _SAME
        rate = exchange(main, code, self._rates)
        return rate.as_integer_ratio() if rate else None

    def money(self, units: int, count: int = 1) -> Decimal | None:
        """Return an amount of the main currency, shared out among some, in the payment's currency."""
        if (rate := self.rate) is _SAME:
            return rounded(units, SCALE * count)
        if rate is None:
            return None
        numerator, denominator = rate
        return rounded(units * numerator, SCALE * count * denominator)

    def ratio_to_mean(self, units: int, count: int) -> Decimal | None:
        """Return the payment's amount divided by the mean of payments of the main currency."""
        amount, rate = self._transaction.amount, self.rate
        if "amount" in absent_fields(self._transaction):
            return None
        if rate is None or not units or not amount.is_finite() or (amount.is_signed() and amount):
            return None
        if amount.adjusted() > LARGEST_EXPONENT:  # of a payload that came from no table
            return None
        numerator, denominator = rate
        by_count = _multiplied(amount, SCALE * count * denominator)
        return rounded(by_count, units * numerator)

    def window(self, length: int) -> Window:
        """Return the window of so many milliseconds of its past; each is made once."""
        if (window := self._windows.get(length)) is None:
            profile, since = self.profile, self.before - length
            is_empty = profile.last < since and not (profile.hours if length <= DAY else profile.days)[COUNT]
            window = self._windows[length] = EMPTY if is_empty else Window(self._past or self.past, length)
        return window

    def amounts(self, length: int) -> Amounts:
        """Return the amounts of a window, without those of payments that are labelled; they are added up once."""
        if (amounts := self._amounts.get(length)) is None:
            amounts, facts = Amounts(self.window(length)), self.facts
            if facts.labels or facts.days:
                since, currency = self.before - length, self.profile.currency
                amounts.leave_out(*taken_out(facts, since, self.before, currency, self._rates))
            self._amounts[length] = amounts
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
