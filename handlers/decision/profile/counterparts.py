"""The customers, terminals or merchants that an entity has had to do with last."""

from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.entity.feature import MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.ring import LENGTH, place

MARK = 3
"""Bytes of the hash that a counterpart is known by: of 32, one is taken for a new one twice in a million payments."""

MET: tuple[Counterpart, ...] = ("terminal", "merchant", "customer")
"""The kinds of counterpart, in the order in which events and profiles list them."""

BEFORE = 255
"""The slot of those that were met before the payments of the ring."""
_BEFORE = bytes((BEFORE,))


class Counterparts(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The last counterparts of a kind, the one paid last at the end."""

    marks: Annotated[bytes, Meta(max_length=MARK * MOST_COUNTERPARTS)] = b""
    slots: Annotated[bytes, Meta(max_length=MOST_COUNTERPARTS)] = b""
    """The slot in the ring of the earliest payment with each, if the ring still holds that; left out for the first ones
    that were met BEFORE."""
    pushed: Annotated[int, Meta(ge=0, le=LENGTH)] = 0
    """The count of those that had to go for others, up to the length of the ring."""

    def place(self, mark: bytes) -> int:
        """Return the place of a counterpart; -1 if it is not known."""
        return place(self.marks, mark)

    @property
    def count(self) -> int:
        """Return how many are remembered."""
        return len(self.marks) // MARK

    def slot(self, at: int) -> int:
        """Return the slot of the earliest payment with the counterpart at a place."""
        of = at - len(self.marks) // MARK
        return self.slots[of] if -of <= len(self.slots) else BEFORE

    def without_slot(self, slot: int) -> "Counterparts":
        """Return the same once the payment of a slot has left the ring."""
        if slot not in self.slots:
            return self
        return Counterparts(self.marks, self.slots.replace(bytes((slot,)), _BEFORE).lstrip(_BEFORE), self.pushed)

    def plus(self, mark: bytes, at: int, slot: int) -> "Counterparts":
        """Return the same after a payment with the one at a place; `slot` is that of the earliest payment with it."""
        marks, pushed, count = self.marks, self.pushed, len(self.marks) // MARK
        if slot == BEFORE and not self.slots:  # as it mostly is
            return Counterparts(marks[: at * MARK] + marks[(at + 1) * MARK :] + mark, b"", pushed)
        slots = self.slots.rjust(count, _BEFORE)
        if at >= 0:
            marks, slots = marks[: at * MARK] + marks[(at + 1) * MARK :], slots[:at] + slots[at + 1 :]
        elif count == MOST_COUNTERPARTS:
            marks, slots, pushed = marks[MARK:], slots[1:], min(pushed + 1, LENGTH)
        return Counterparts(marks + mark, (slots + bytes((slot,))).lstrip(_BEFORE), pushed)
