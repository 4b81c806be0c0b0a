"""The facts of an entity: what payments of it turned out to be, and the lists that a person has put it on. Pure.

A label is known from when it was received. The last ones stand one by one, those before only summed by the day.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from handlers.decision.condition.texts import comparable

MOST_LABELS = 64
"""Labels that stand one by one."""

MOST_DAYS = 64
"""Days of older labels; what is before them is not known any more."""


class UnreadableFacts(Exception):
    """Raised for an item whose labels or lists are damaged, or written by a newer version."""

    def __init__(self, what: str, readable: "Facts") -> None:
        super().__init__(f"the {what} are damaged, or of a newer version")
        self.readable = readable
        """The facts without these: who is blocked stays blocked, whatever became of the labels."""


class Label(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A payment that is labelled fraud, or that a review declined; times are in epoch milliseconds."""

    identity: bytes
    """The hash of its id."""
    time: int
    received: int
    """The time of the label's receipt."""
    amount: int | None
    """In 10^-4; None if it is too large to be summed."""
    currency: str
    declined: bool
    """True if it was declined when it came, so that it was never summed."""
    fraud: bool
    """False if a review declined it and nobody called it fraud."""


class LabelledDay(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The older labels of a day, in one currency."""

    day: int
    currency: str
    received: int
    """The latest of the labels' receipts."""
    frauds: int
    payments: int
    """Those that had been summed: of these are the sums."""
    total: int
    squares: Annotated[str, Meta(pattern="^[0-9]{1,60}$")]
    """A number in digits: it can be larger than what MessagePack holds."""


class Listing(msgspec.Struct, frozen=True):
    """An entity's entry on a list; times are in epoch milliseconds."""

    by: str
    at: int
    until: int | None = None
    note: str | None = None


class Facts(msgspec.Struct, frozen=True):
    """All that people said of an entity and of its payments."""

    labels: tuple[Label, ...] = ()
    """By event time."""
    days: tuple[LabelledDay, ...] = ()
    """By day."""
    lists: Mapping[str, Listing] = {}

    def lists_at(self, as_of: int) -> frozenset[str]:
        """Return the lists that the entity is on at a time, as conditions compare texts."""
        if not self.lists:
            return frozenset()
        on = [name for name, listing in self.lists.items() if listing.until is None or listing.until > as_of]
        return frozenset(map(comparable, on))

    def known(self, as_of: int, own: bytes) -> "Facts":
        """Return the same as of a time, without the label of one payment."""
        labels = [each for each in self.labels if each.received <= as_of and each.identity != own]
        days = [each for each in self.days if each.received <= as_of]
        if len(labels) == len(self.labels) and len(days) == len(self.days):
            return self
        return msgspec.structs.replace(self, labels=tuple(labels), days=tuple(days))


class _Written(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    labels: tuple[Label, ...]
    days: tuple[LabelledDay, ...]


FORM = 1
"""The first byte of the labels; it is raised whenever what follows changes its meaning."""

_NO_LABELS: tuple[tuple[Label, ...], tuple[LabelledDay, ...]] = ((), ())

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Written).decode


def encode(facts: Facts) -> dict[str, Any]:
    """Return the attributes of an item that hold the facts: `labels` as bytes, `lists` as a mapping."""
    return {
        "labels": b"%c%b" % (FORM, _encode(_Written(facts.labels, facts.days))),
        "lists": {
            name: {key: value for key, value in msgspec.structs.asdict(listing).items() if value is not None}
            for name, listing in facts.lists.items()
        },
    }


def decode(item: Mapping[str, Any]) -> Facts:
    """Return the facts that the attributes of an item hold; one that is absent holds none.

    Raises:
        UnreadableFacts: they hold something else, too.
    """
    (labels, days), broken_labels = _labels_in(item.get("labels"))
    lists, broken_lists = _lists_in(item.get("lists", {}))
    readable = Facts(labels, days, lists)
    if broken := [name for name, holds in (("labels", broken_labels), ("lists", broken_lists)) if holds]:
        raise UnreadableFacts(" and the ".join(broken), readable)
    return readable


def _labels_in(packed: object) -> tuple[tuple[tuple[Label, ...], tuple[LabelledDay, ...]], bool]:
    """Return the labels and the days of the attribute, and whether it holds something else."""
    if packed is None:
        return _NO_LABELS, False
    if not isinstance(packed, bytes) or packed[:1] != bytes((FORM,)):
        return _NO_LABELS, True
    try:
        written = _decode(memoryview(packed)[1:])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _NO_LABELS, True
    return (written.labels, written.days), False


def _lists_in(stated: object) -> tuple[dict[str, Listing], bool]:
    """Return the lists of the attribute, and whether it holds something else, too."""
    if not isinstance(stated, Mapping):
        return {}, True
    lists = {name: decode_listing(listing) for name, listing in stated.items()}
    found = {name: listing for name, listing in lists.items() if listing is not None}
    return found, len(found) < len(lists)


def decode_listing(listing: Any) -> Listing | None:
    """Return the entry that a mapping holds; None if it holds something else, too."""
    try:
        times = {name: int(listing[name]) for name in ("at", "until") if name in listing}
        return msgspec.convert({**listing, **times}, Listing)
    except (msgspec.MsgspecError, TypeError, ValueError, ArithmeticError):
        return None
