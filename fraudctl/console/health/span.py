"""The spans of time that the figures are shown over, in slots that lie as CloudWatch's periods do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fraudctl.charts.axis import Axis

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time, cut into slots."""

    name: str
    slot: timedelta
    slots: int
    ticks: Mapping[int, str]
    """Hours before the end, with what is written there."""

    @property
    def length(self) -> timedelta:
        """Return the length of all slots."""
        return self.slot * self.slots

    @property
    def axis(self) -> Axis:
        """Return the axis of the hours before the end, which reads the same in every time zone."""
        low = -self.length / HOUR
        return Axis(label="before now", low=low, high=0, ticks=[(-hours, said) for hours, said in self.ticks.items()])


DAY = Span(
    name="day",
    slot=timedelta(minutes=30),
    slots=48,
    ticks={24: "24 h", 18: "18 h", 12: "12 h", 6: "6 h", 0: "now"},
)
WEEK = Span(
    name="week",
    slot=timedelta(hours=4),
    slots=42,
    ticks={168: "7 d", 120: "5 d", 72: "3 d", 24: "1 d", 0: "now"},
)
SPANS: Mapping[str, Span] = {each.name: each for each in (DAY, WEEK)}


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The slots of a span up to the one that holds a time."""

    span: Span
    first: int
    """The number of the first slot, counted from 1970."""

    @classmethod
    def until(cls, span: Span, now: datetime) -> "Slots":
        """Return the slots of which the last holds this time."""
        return cls(span=span, first=int(now.timestamp() // span.slot.total_seconds()) - span.slots + 1)

    @property
    def start(self) -> datetime:
        """Return the beginning of the first slot."""
        return datetime.fromtimestamp(self.first * self.span.slot.total_seconds(), UTC)

    @property
    def end(self) -> datetime:
        """Return the end of the last slot."""
        return self.start + self.span.length

    def place(self, at: datetime) -> int | None:
        """Return the place of the slot that holds a time, from 0; None where none does."""
        found = int(at.timestamp() // self.span.slot.total_seconds()) - self.first
        return found if 0 <= found < self.span.slots else None

    def hours(self, place: int) -> float:
        """Return how many hours before the end the middle of a slot lies, as a number below 0."""
        return -self.span.slot / HOUR * (self.span.slots - place - 0.5)
