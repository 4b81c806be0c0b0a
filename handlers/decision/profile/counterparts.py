"""The customers, terminals or merchants that an entity has had to do with last."""

from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.entity.feature import MOST_COUNTERPARTS, Counterpart
from handlers.decision.profile.ring import BYTES, LENGTH, place

MARK = 3
"""Bytes of the hash that a counterpart is known by: of 32, one is taken for a new one twice in a million payments."""

MET: tuple[Counterpart, ...] = ("terminal", "merchant", "customer")
"""The kinds of counterpart, in the order in which events and profiles list them."""

BEFORE = 255
"""The slot of those that were met before the payments of the ring."""
_BEFORE = BYTES[BEFORE]


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
        of = at - len(self.marks) // MARK + len(self.slots)
        return self.slots[of] if of >= 0 else BEFORE

    def without_slot(self, slot: int) -> "Counterparts":
        """Return the same once the payment of a slot has left the ring."""
        if slot not in self.slots:
            return self
        return Counterparts(self.marks, self.slots.replace(BYTES[slot], _BEFORE).lstrip(_BEFORE), self.pushed)

    def paid(self, mark: bytes, slot: int, later: bytes) -> "tuple[Counterparts, bool]":
        """Return the same after a payment of a slot with a counterpart, and whether it was not known before that.

        `later` are the slots of payments that were not before it.
        """
        marks, slots, pushed, count = self.marks, self.slots, self.pushed, len(self.marks) // MARK
        at = place(marks, mark)
        is_new = at < 0 or (bool(later) and self.slot(at) in later)
        if at == count - 1 and not is_new:  # nothing changes
            return self, False
        earliest = slot if is_new else self.slot(at)
        if at < 0 and count == MOST_COUNTERPARTS:
            at, pushed = 0, min(pushed + 1, LENGTH)
        if at >= 0:
            marks = marks[: at * MARK] + marks[(at + 1) * MARK :]
            if (of := at - count + len(slots)) >= 0:
                slots = slots[:of] + slots[of + 1 :]
        return Counterparts(marks + mark, (slots + BYTES[earliest]).lstrip(_BEFORE), pushed), is_new
