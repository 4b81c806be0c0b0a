"""A plain and slow model of an entity's past: it keeps every payment for ever, and counts by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from handlers.contract.transaction import Transaction
from handlers.decision.profile.fold import Event, event_of

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
START = 1_790_000_000_000
"""In September 2026, in the middle of an hour and of a day."""

RATES: Mapping[str, Decimal] = {"USD": Decimal(1), "EUR": Decimal("1.1"), "SEK": Decimal("0.0937"), "XTS": Decimal(0)}
"""GBP is a currency that they do not know; XTS is worth nothing."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment as it was made, and how it went."""

    id: str
    time: int
    delay: int = 0
    amount: Decimal = Decimal("10.00")
    currency: str = "EUR"
    declined: bool = False
    customer: str = "C-1"
    terminal: str = "T-1"
    merchant: str = "Bakery"

    @property
    def received(self) -> int:
        return self.time + self.delay

    @property
    def is_past(self) -> bool:
        return self.delay > 35 * DAY

    @property
    def transaction(self) -> Transaction:
        texts = {"currency": self.currency, "terminal_id": self.terminal, "customer_id": self.customer}
        given: dict[str, Any] = {name: text for name, text in texts.items() if text}
        return Transaction(
            transaction_id=self.id, timestamp=self.time, amount=self.amount, merchant=self.merchant, **given
        )

    def event(self, kind: str = "customer", rates: Mapping[str, Decimal] = RATES) -> Event:
        event = event_of(self.transaction, received=self.received, declined=self.declined, rates=rates)
        return event.of(kind)


def worth(amount: Decimal, of: str, into: str) -> Fraction | None:
    """Return an amount in another currency, exactly."""
    if of == into:
        return Fraction(amount)
    if of not in RATES or into not in RATES or not RATES[into] or not RATES[of]:
        return None
    return Fraction(amount) * Fraction(RATES[of]) / Fraction(RATES[into])


def digits(value: Fraction, root: bool = False) -> Decimal:  # noqa: FBT001, FBT002 -- a number, or its root
    """Return a number, or its root, with 12 significant digits."""
    wide = Context(prec=300)
    exact = wide.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Context(prec=12).plus(wide.sqrt(exact) if root else exact)


@dataclass
class Ledger:
    """Every payment that was taken, in order of arrival, with what was judged of it on arrival."""

    taken: list[Payment] = field(default_factory=list)
    high: set[str] = field(default_factory=set)
    new: dict[str, set[str]] = field(default_factory=lambda: {"terminal": set(), "merchant": set()})

    def take(self, payment: Payment) -> None:
        if payment.delay < -5 * MINUTE or any(each.id == payment.id for each in self.taken):
            return
        if not payment.is_past:
            summed = [each for each in self.window(payment.time, 30 * DAY) if self.units(each) is not None]
            amount = self.comparable(payment)
            total = sum(Fraction(self.units(each) or 0) for each in summed)
            if len(summed) >= 5 and amount is not None and amount > 3 * total / len(summed):
                self.high.add(payment.id)
            for kind, ids in self.new.items():
                if getattr(payment, kind) and getattr(payment, kind) not in self.met(kind, payment.time):
                    ids.add(payment.id)
        self.taken.append(payment)

    def window(self, time: int, length: int, own: str = "") -> list[Payment]:
        return [
            each for each in self.taken if time - length <= each.time < time and each.id != own and not each.is_past
        ]

    def comparable(self, payment: Payment) -> int | None:
        """Return the amount in 10^-4 of the main currency, which the first payment's is."""
        main = self.taken[0].currency if self.taken else payment.currency
        if not 0 <= payment.amount <= 10**15:
            return None
        exact = worth(payment.amount, payment.currency, main)
        return None if exact is None or exact > 10**15 else round(exact * 10_000)

    def units(self, payment: Payment) -> int | None:
        """Return what is summed of it."""
        return None if payment.declined else self.comparable(payment)

    def met(self, kind: str, time: int, own: str = "") -> set[str]:
        earlier = [each for each in self.taken if each.time < time and each.id != own and not each.is_past]
        return {getattr(each, kind) for each in earlier} - {""}

    def features(self, judged: Payment) -> dict[str, Any]:
        """Return every feature of a customer, but for those that facts make."""
        time, own = judged.time, judged.id
        earlier = [each for each in self.taken if each.time < time and each.id != own]
        found: dict[str, Any] = {"count_ever": len(earlier)}
        for name, length in (("1h", HOUR), ("24h", DAY), ("7d", 7 * DAY), ("30d", 30 * DAY)):
            found[f"count_{name}"] = len(self.window(time, length, own))
            found[f"sum_{name}"] = self._money(judged, self.sums(time, length, own)[0])
        for name, length in (("1h", HOUR), ("24h", DAY)):
            found[f"small_{name}"] = sum(map(is_small, self.window(time, length, own)))
        for name, length in (("24h", DAY), ("7d", 7 * DAY)):
            within = self.window(time, length, own)
            found[f"high_{name}"] = sum(each.id in self.high for each in within)
            found[f"declined_{name}"] = sum(each.declined for each in within)
        found |= self._habits(judged)
        if earlier:
            found["seconds_since_last"] = digits(Fraction(time - max(each.time for each in earlier), 1000))
            found["seconds_since_first"] = digits(Fraction(time - min(each.time for each in earlier), 1000))
        for kind, ids in self.new.items():
            met = self.met(kind, time, own)
            found[f"distinct_{kind}s"] = min(32, len(met))
            if getattr(judged, kind):
                is_judged = any(each.id == own and not each.is_past for each in self.taken)
                found[f"new_{kind}"] = own in ids if is_judged else getattr(judged, kind) not in met
        return {f"customer.{name}": value for name, value in found.items() if value is not None}

    def sums(self, time: int, length: int, own: str = "") -> tuple[int, int, int]:
        """Return the sum, the sum of the squares, each rounded to 10^-4, and of how many."""
        units = [unit for each in self.window(time, length, own) if (unit := self.units(each)) is not None]
        return sum(units), sum(round(Fraction(unit * unit, 10_000)) for unit in units), len(units)

    def _money(self, judged: Payment, units: int) -> Any:
        """Return an amount of the main currency in that of the payment that is judged."""
        main = self.taken[0].currency if self.taken else judged.currency
        one = worth(Decimal(1), main, judged.currency)
        return None if one is None else digits(Fraction(units, 10_000) * one)

    def _habits(self, judged: Payment) -> dict[str, Any]:
        total, squares, count = self.sums(judged.time, 30 * DAY, judged.id)
        main = self.taken[0].currency if self.taken else judged.currency
        one = worth(Decimal(1), main, judged.currency)
        found: dict[str, Any] = {}
        if not count or one is None:
            return found
        within = self.window(judged.time, 30 * DAY, judged.id)
        found["mean_30d"] = digits(Fraction(total, count * 10_000) * one)
        found["most_30d"] = digits(Fraction(max(self.units(each) or 0 for each in within), 10_000) * one)
        if total and judged.amount >= 0:
            found["amount_to_mean_30d"] = digits(Fraction(judged.amount) / (Fraction(total, count * 10_000) * one))
        if count > 1:
            spread = max(Fraction(0), Fraction(squares, 10_000) - Fraction(total, 10_000) ** 2 / count) / (count - 1)
            found["deviation_30d"] = digits(spread * one * one, root=True)
        return found


def is_small(payment: Payment) -> bool:
    return not payment.is_past and Fraction(payment.amount) * Fraction(RATES.get(payment.currency, Decimal(1))) <= 5


_amounts = st.sampled_from(
    ["0", "0.01", "4.99", "5", "5.01", "12.34", "99.9", "1234.5678", "0.00005", "0.00015", "7E+9"]
)
_odd = st.sampled_from(
    ["1E+15", "1000000000000000.0001", "9E+120", "-3", "1E-130", "123456789.12345678901234567890123456789"]
)
amounts: st.SearchStrategy[Decimal] = (_amounts | _amounts | _odd).map(Decimal)
times = st.integers(0, 40 * DAY) | st.integers(0, 3 * HOUR) | st.sampled_from([0, HOUR, DAY, 7 * DAY, 30 * DAY])
delays = st.sampled_from([0, 0, 0, 1000, HOUR, -4 * MINUTE, 30 * DAY, 35 * DAY])
odd_delays = st.sampled_from([-5 * MINUTE, -5 * MINUTE - 1, 35 * DAY + 1, 300 * DAY, -9000 * DAY])


def payments(
    most: int, *, currencies: tuple[str, ...] = ("EUR",), odd: bool = True
) -> st.SearchStrategy[list[Payment]]:
    """Return lists of payments with ids of their own, in any order of time."""
    one = st.builds(
        Payment,
        id=st.just(""),
        time=times.map(START.__add__),
        delay=delays | odd_delays if odd else delays,
        amount=amounts,
        currency=st.sampled_from(currencies),
        declined=st.sampled_from([False, False, True]),
        terminal=st.sampled_from(["T-1", "T-2", "T-3", ""]),
        merchant=st.sampled_from(["Bakery", "Grocer"]),
    )
    numbered: Callable[[list[Payment]], list[Payment]] = lambda every: [  # noqa: E731 -- mapped over
        Payment(**{**vars(each), "id": f"tx-{number}"}) for number, each in enumerate(every)
    ]
    return st.lists(one, max_size=most).map(numbered)
