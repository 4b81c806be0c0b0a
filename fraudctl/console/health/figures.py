"""The figures of a span, slot by slot: counted metrics, and what they say together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fraudctl.console.health.span import Slots

Series = Sequence[float | None]
"""A value for each slot; None where nothing is known of it, which is not zero."""

Fold = Literal["Sum", "Maximum"]

SCORES = ("LowScores", "MediumScores", "HighScores")
"""Metrics that together count every decision that was scored."""

DEGRADED = ("DegradedProfiles", "DegradedFacts", "DegradedAttempts", "DegradedStrategy")
"""Metrics of decisions that did without something; one may count in several of them."""

DECISIONS = "Decisions"
"""Requests for a decision: invocations of Decision."""

LAG = "Lag"
"""Seconds for which the one that waited longest had waited to be processed, or for its score."""

OPEN_REVIEWS = "OpenReviews"

COUNTED = ("Transactions", *SCORES, "Reviews", "Declines", *DEGRADED)
"""Business metrics that are summed."""


@dataclass
class Tally:
    """Series that grow value by value."""

    slots: Slots
    series: dict[str, list[float | None]] = field(default_factory=dict)

    def add(self, name: str, place: int | None, value: float, fold: Fold) -> None:
        """Add a value to the slot at a place, or take it for the slot's where it is the greatest; None is no slot."""
        if place is None:
            return
        values = self.series.setdefault(name, [None] * self.slots.span.slots)
        before = values[place]
        together = (before or 0) + value if fold == "Sum" else max(before if before is not None else value, value)
        values[place] = together


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The series of a span by the metric's name; one that is not there was never counted."""

    slots: Slots
    series: Mapping[str, Series]

    @property
    def volume(self) -> Series:
        """Return the transactions that came by the stream."""
        return self._counted("Transactions")

    @property
    def outcomes(self) -> Mapping[str, Series]:
        """Return the decisions by outcome; what is neither reviewed nor declined was approved."""
        scores = [self._counted(name) for name in SCORES]
        review, decline = self._counted("Reviews"), self._counted("Declines")
        every = [sum(slot) for slot in zip(*scores, strict=True)]
        approve = [max(0.0, all_ - some - more) for all_, some, more in zip(every, review, decline, strict=True)]
        return {"approve": approve, "review": review, "decline": decline}

    @property
    def degraded(self) -> Series:
        """Return the share of decisions that did without what they most often did without; None without decisions.

        The kinds are not summed, as a decision may lack several things.
        """
        kinds = [self._counted(name) for name in DEGRADED]
        decisions = self._counted(DECISIONS)
        return [min(1.0, max(slot) / asked) if asked else None for *slot, asked in zip(*kinds, decisions, strict=True)]

    @property
    def lag(self) -> Series:
        """Return the seconds for which the oldest had waited."""
        return self.series.get(LAG, [None] * self.slots.span.slots)

    @property
    def open_reviews(self) -> Series:
        """Return the reviews that waited for a person; the schedule counts them each minute."""
        return self.series.get(OPEN_REVIEWS, [None] * self.slots.span.slots)

    def _counted(self, name: str) -> list[float]:
        return [value or 0.0 for value in self.series.get(name, [0.0] * self.slots.span.slots)]
