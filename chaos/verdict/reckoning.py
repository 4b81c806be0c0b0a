"""The plain reckoning of an entity's payments, from the text of the design and not by the code under test."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

HOUR = 3_600_000
DAY = 24 * HOUR
"""Milliseconds, as HOUR."""

AHEAD, LONG_AGO = 5 * 60_000, 35 * DAY
"""Milliseconds between event time and receipt beyond which a payment is not counted at all, or in no window."""

LARGEST_SUMMED, MOST_SMALL = Decimal(10) ** 15, 5
"""Units of money: above the first a payment is not summed, and up to the second it is small."""

RATES: Mapping[str, Decimal] = {"EUR": Decimal(1), "USD": Decimal("0.92")}
"""Of the campaign's strategy: the worth of one unit of the currencies that it knows."""

COUNTERPARTS, MOST_COUNTERPARTS = ("terminal", "merchant", "customer"), 32

_FOUR_PLACES, _EXACT = Decimal("0.0001"), Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedPayment:
    """A stored transaction, as an entity's profile counts it; times are in epoch milliseconds."""

    transaction_id: str
    time: int
    received: int
    amount: Decimal
    currency: str = ""
    declined: bool = False
    customer: str = ""
    terminal: str = ""
    merchant: str = ""
    loaded: bool = False
    """True if an operator loaded it, so that no table has it."""

    @property
    def counts(self) -> bool:
        """Return whether it counts at all: it does not say that it comes from the future."""
        return self.time <= self.received + AHEAD

    @property
    def in_windows(self) -> bool:
        """Return whether it counts in windows too: it was not old when it came."""
        return self.counts and self.time >= self.received - LONG_AGO


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The totals of some payments; `money` is in the main currency, and `squares` are those of its amounts."""

    count: int
    declined: int
    small: int
    money: Decimal
    squares: Decimal


def totals_between(payments: Sequence[AcceptedPayment], since: int, before: int, currency: str) -> Totals:
    """Return the totals of the payments of a window."""
    within = [each for each in payments if each.in_windows and since <= each.time < before]
    amounts = [amount for each in within if (amount := summed(each, currency)) is not None]
    return Totals(
        count=len(within),
        declined=sum(each.declined for each in within),
        small=sum(_is_small(each) for each in within),
        money=sum(amounts, Decimal(0)),
        squares=sum(map(square, amounts), Decimal(0)),
    )


def summed(payment: AcceptedPayment, currency: str) -> Decimal | None:
    """Return the amount that is summed, in a currency, with four decimals; None where nothing is summed."""
    if payment.declined or payment.amount > LARGEST_SUMMED:
        return None
    if payment.currency == currency:
        return payment.amount.quantize(_FOUR_PLACES, context=_EXACT)
    if not {payment.currency, currency} <= RATES.keys():
        return None
    exact = Fraction(payment.amount) * Fraction(RATES[payment.currency]) / Fraction(RATES[currency])
    return None if exact > LARGEST_SUMMED else Decimal(round(exact * 10_000)).scaleb(-4, context=_EXACT)


def square(amount: Decimal) -> Decimal:
    """Return the square of an amount, with four decimals."""
    return _EXACT.multiply(amount, amount).quantize(_FOUR_PLACES, context=_EXACT)


def _is_small(payment: AcceptedPayment) -> bool:
    return _EXACT.multiply(payment.amount, RATES.get(payment.currency, Decimal(1))) <= MOST_SMALL


def distinct_counterparts(payments: Sequence[AcceptedPayment]) -> Mapping[str, int]:
    """Return how many terminals, merchants and customers the payments have, as far as profiles count them."""
    named = {name: {getattr(each, name) for each in payments if each.in_windows} for name in COUNTERPARTS}
    return {name: min(MOST_COUNTERPARTS, len(found - {""})) for name, found in named.items()}


def most_between(payments: Sequence[AcceptedPayment], since: int, before: int, currency: str) -> Decimal | None:
    """Return the largest amount of a window that is summed."""
    within = (each for each in payments if each.in_windows and since <= each.time < before)
    return max((amount for each in within if (amount := summed(each, currency)) is not None), default=None)


def moments_of(payments: Sequence[AcceptedPayment]) -> Mapping[int, Sequence[int]]:
    """Return moments at which windows of these lengths cover whole hours, or whole days, and so are exact.

    They are the ends of the hours and days with payments, as far back as profiles keep them; each with the lengths.
    """
    times = [each.time for each in payments if each.counts]
    found: dict[int, list[int]] = {}
    for moment, length in _ends(times, max(times) + 1) if times else ():
        found.setdefault(moment, []).append(length)
    return found


def _ends(times: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    hours, days = -(-end // HOUR), -(-end // DAY)
    ends = {each // HOUR + 1 for each in times if each // HOUR + 1 > hours - 24}
    yield from ((each * HOUR, HOUR) for each in ends)
    yield hours * HOUR, DAY
    yield from ((each * DAY, 7 * DAY) for each in {time // DAY + 1 for time in times} if each > days - 29)
    yield days * DAY, 30 * DAY
