"""A feature: something known about a payment at its event time, of the payment itself or of an entity's past."""

from typing import Literal

import msgspec

from handlers.decision.condition.vocabulary import Kind, Name

MINUTE = 60_000
"""Milliseconds."""
HOUR = 60 * MINUTE
"""Milliseconds."""
DAY = 24 * HOUR
"""Milliseconds."""

Unit = Literal["money", "hours", "days", "payments", "attempts", "ratio", "seconds", "counterparts", "lists"]
WHOLE: frozenset[Unit | None] = frozenset({"hours", "days", "payments", "attempts", "counterparts"})
"""Units of which there is a whole number."""

Origin = Literal["profile", "facts", "attempts"]
"""A source of what is known of an entity: what its payments add up to, what people said of them and of it, and the
decisions that are asked for of it, which count at once."""
Counterpart = Literal["customer", "terminal", "merchant"]

PLACES = frozenset({"terminal", "merchant"})
"""Kinds of entity that are paid at; every other kind pays."""

MOST_COUNTERPARTS = 32
"""Counterparts of a kind that a profile remembers; as a count it means "32 or more"."""

MOST_ATTEMPTS = 256
"""Attempts that are counted; it means "256 or more"."""


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """Something known about a payment at its event time; no number is below `least`."""

    number: int
    name: str
    """As conditions read it; of an entity, after the entity's kind and a dot."""
    kind: Kind = Kind.NUMBER
    unit: Unit | None = None
    window: int | None = None
    """Milliseconds before the payment that it looks back, and no further."""
    meaning: str
    least: int = 0
    most: int | None = None
    origins: frozenset[Origin]
    """The sources of what is known of an entity that it is made of."""
    counterpart: Counterpart | None = None
    """The kind of counterpart that it is about."""
    needs_payment: bool = False
    """True if it is absent as long as no payment is known that it can be made of."""

    def had_by(self, kind: str) -> bool:
        """Return whether an entity of this kind can ever have it."""
        return self.counterpart is None or self.counterpart in counterparts(kind)

    @property
    def whole(self) -> bool:
        """Return whether it is a number without decimals."""
        return self.unit in WHOLE

    @property
    def as_name(self) -> Name:
        """Return what a condition knows of it; any payment may lack the entity."""
        least = self.least if self.kind is Kind.NUMBER else None
        return Name(kind=self.kind, optional=True, least=least, most=self.most, whole=self.whole)


def counterparts(kind: str) -> frozenset[Counterpart]:
    """Return the kinds of counterpart that an entity of this kind has.

    Who pays has terminals and merchants, and, but for the customer, customers; where it is paid has customers.
    """
    if kind in PLACES:
        return frozenset({"customer"})
    return frozenset({"terminal", "merchant"} if kind == "customer" else {"customer", "terminal", "merchant"})
