"""A picture of an entity's last thirty days: its payments by time and amount, each with a sign for what it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from fraudctl.charts.axis import Axis, even_axis, log_axis
from fraudctl.charts.panel import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from fraudctl.charts.svg import decimal, element, escaped, text
from fraudctl.console.alerts.case import time_in
from fraudctl.console.pictures import picture
from handlers.contract.entity_answer import EntityAnswer, EntityEvent

DAYS = 30

SIGNS = {"paid": ("●", "usual"), "declined": ("✕", "wary"), "fraud": ("▲", "bad"), "this": ("◆", "wary")}
"""The sign of a payment and its class: the shape says it, and the colour again."""

WIDE = 100
"""The ratio of the largest to the least amount above which the axis goes by powers of ten."""


@dataclass(frozen=True, kw_only=True)
class Paid:
    """A payment in the picture."""

    at: datetime
    amount: float
    sign: str
    said: str


@dataclass(frozen=True, kw_only=True)
class ThirtyDays:
    """Payments over two axes, and the words for each sign that is used."""

    title: str
    payments: Sequence[Paid]
    until: datetime
    currency: str

    def draw(self, left: float, top: float) -> str:
        """Return it at a place, as large as a panel."""
        x, y = self._days(), self._amounts()
        parts = [text(self.title, LEFT, 16, "title"), *self._grid(x, y)]
        for each in self.payments:
            sign, name = SIGNS[each.sign]
            across = LEFT + x.place(_day(each.at, self.until)) * (WIDTH - RIGHT - LEFT)
            down = HEIGHT - BOTTOM - y.place(each.amount) * (HEIGHT - BOTTOM - TOP)
            mark = element("title", escaped(each.said))
            parts.append(element("text", escaped(sign), mark, x=across, y=down + 5, class_=f"sign {name}"))
        if not self.payments:
            middle = (WIDTH - RIGHT + LEFT) / 2, (HEIGHT - BOTTOM + TOP) / 2
            parts.append(text("no payment in these days", *middle, "said", "middle"))
        return element("g", *parts, transform=f"translate({decimal(left)} {decimal(top)})")

    def _days(self) -> Axis:
        ticks = [(float(each), f"{self.until + timedelta(days=each):%d %b}") for each in range(-DAYS, 1, 10)]
        return Axis(label="day (UTC)", low=-DAYS, high=0, ticks=ticks)

    def _amounts(self) -> Axis:
        amounts = [each.amount for each in self.payments if each.amount > 0]
        label = f"amount, {self.currency}" if self.currency else "amount"
        if amounts and max(amounts) > WIDE * min(amounts):
            return log_axis(label, min(amounts), max(amounts))
        return even_axis(label, 0, max(amounts, default=1))

    def _grid(self, x: Axis, y: Axis) -> Iterator[str]:
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        for value, said in y.ticks:
            down = bottom - y.place(value) * (bottom - TOP)
            yield element("path", d=f"M{LEFT} {decimal(down)}H{right}", class_="grid")
            yield text(said, LEFT - 6, down + 4, "tick", "end")
        for value, said in x.ticks:
            anchor = "end" if value == x.high else "middle"  # what is centred there would be cut off
            yield text(said, LEFT + x.place(value) * (right - LEFT), bottom + 18, "tick", anchor)
        yield text(x.label, (LEFT + right) / 2, bottom + 36, "label", "middle")
        yield text(y.label, LEFT, TOP - 5, "label")


def thirty_days(known: EntityAnswer, at: datetime, amount: float, now: datetime) -> Markup:
    """Return the picture of an entity, with the payment of which it is asked."""
    begins = now - timedelta(days=DAYS)
    events = [(time_in(each.time), each) for each in known.events]
    payments = [
        Paid(
            at=when,
            amount=float(amount if each.amount is None else each.amount),  # declined, the payment counts in no sum
            sign=_sign(each, when == at),
            said=_said(each, when, known.currency),
        )
        for when, each in events
        if when >= begins and (each.amount is not None or when == at)
    ]
    if at >= begins and not any(each.sign == "this" for each in payments):
        payments.append(Paid(at=at, amount=amount, sign="this", said=f"this payment, {at:%Y-%m-%d %H:%M} UTC"))
    counted = ", ".join(f"{sum(each.sign == sign for each in payments)} {name}" for sign, name in WORDS.items())
    drawn = ThirtyDays(
        title=f"{known.kind.capitalize()}: the last 30 days",
        payments=payments,
        until=now,
        currency=known.currency or "",
    )
    return picture(f"The last 30 days of the {known.kind}", f"payments by day and amount: {counted}", drawn)


WORDS = {"paid": "usual", "declined": "declined", "fraud": "labelled fraud", "this": "this payment"}
"""Words for the signs, for the legend below and for who does not see the picture."""


def _sign(event: EntityEvent, this: bool) -> str:  # noqa: FBT001 -- one of two signs
    if this:
        return "this"
    if event.label == "fraud":
        return "fraud"
    return "declined" if event.declined or event.declined_by_review else "paid"


def _said(event: EntityEvent, at: datetime, currency: str | None) -> str:
    paid = [] if event.amount is None else [f"{event.amount} {currency or ''}".strip()]
    return ", ".join([f"{at:%Y-%m-%d %H:%M} UTC", *paid, WORDS[_sign(event, False)]])


def _day(at: datetime, until: datetime) -> float:
    return (at - until) / timedelta(days=1)
