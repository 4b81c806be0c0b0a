"""The last payments of an entity one by one, in order of arrival, so that each can be left out again."""

from struct import Struct
from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.profile.buckets import Number

LENGTH = 24
"""Payments that a ring holds."""

ID = 4
"""Bytes of the hash that an id is known by here: one payment in 180 million has that of another in the ring."""

BYTES = [bytes((each,)) for each in range(256)]
"""Each byte, as a text of one."""

_TIMES = {4 * count: Struct(f"<{count}I") for count in range(LENGTH + 1)}
_WIDE = {8 * count: Struct(f"<{count}Q") for count in range(LENGTH + 1)}
"""For times that span more than the 49 days that four bytes hold."""


class Ring(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Columns of the last payments; the newest arrival is the last."""

    flags: bytes = b""
    ids: bytes = b""
    amounts: Annotated[list[Number], Meta(max_length=LENGTH)] = []
    """Amounts as they were summed, in the profile's unit; 0 where nothing was."""
    since: int = 0
    """Epoch milliseconds that no time is before."""
    packed_times: bytes = b""
    """Milliseconds after that, in four bytes each, or in eight."""

    def times(self) -> tuple[int, ...]:
        """Return the times in milliseconds after `since`."""
        packed = self.packed_times
        form = _TIMES if len(packed) == 4 * len(self.flags) else _WIDE
        return form[len(packed)].unpack(packed)

    def time(self, place: int) -> int:
        """Return the time of one, in milliseconds after `since`."""
        wide = len(self.packed_times) // len(self.flags)
        return int.from_bytes(self.packed_times[place * wide : (place + 1) * wide], "little")

    def place(self, identity: bytes) -> int:
        """Return the place of the payment with this hash of its id; -1 if it is not here."""
        one = identity[:ID]
        return place(self.ids, one) if one in self.ids else -1

    def plus(self, identity: bytes, time: int, amount: int, flags: int) -> "Ring":
        """Return the same with a payment that has arrived; of a full ring the first leaves."""
        count, since, packed = len(self.flags), self.since, self.packed_times
        gone, wide = count // LENGTH, len(packed) // count if count else 4
        if count and 0 <= time - since < 1 << 8 * wide:
            packed = packed[gone * wide :] + (time - since).to_bytes(wide, "little")
        else:
            times = [*[since + each for each in self.times()[gone:]], time]
            since = min(times)
            after = [each - since for each in times]
            packed = (_WIDE[8 * len(times)] if max(after) >> 32 else _TIMES[4 * len(times)]).pack(*after)
        amounts = self.amounts[gone:]
        amounts.append(amount)
        return Ring(self.flags[gone:] + BYTES[flags], self.ids[gone * ID :] + identity[:ID], amounts, since, packed)


def place(hashes: bytes, one: bytes) -> int:
    """Return the place of a hash among others of the same length; -1 if it is not there."""
    at = hashes.find(one)
    if at < 0:
        return at
    while at % len(one) and at > 0:  # it begins within another
        at = hashes.find(one, at + 1)
    return at // len(one)
