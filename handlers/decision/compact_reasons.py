"""Reasons of a decision in few bytes: what a feature holds stands with the features, and a reason points to it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from handlers.decision.compact_values import Packed, pack, unpack
from handlers.decision.entity.catalogue import BY_NAME, BY_NUMBER
from handlers.decision.record import held

Features = Mapping[str, Mapping[int, Any]]
"""Features by kind of entity and number, as of a decision's basis."""


class CompactReason(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A rule that fired."""

    code: str
    weight: Packed
    values: list[int | tuple[str, Packed]] | None = None
    """A number stands for a feature: the place of its kind among those of the features, times 256, and its number."""
    message: str | None = None
    """Words that a shop may tell its customer."""


def compact(reason: Mapping[str, Any], message: str | None, features: Features) -> CompactReason:
    """Return a reason of a decision, with its rule's message, in few bytes."""
    kinds = list(features)

    def place(name: str, value: Any) -> int | tuple[str, Packed]:
        kind, _, feature = name.partition(".")
        if kind in features and (known := BY_NAME.get(feature)) and known.number in features[kind]:
            return kinds.index(kind) << 8 | known.number
        return name, pack(value)

    values = [place(name, value) for name, value in reason["values"].items()] if "values" in reason else None
    return CompactReason(reason["reason"], pack(reason["weight"]), values, message)


def full(reason: CompactReason, features: Features) -> dict[str, Any]:
    """Return the reason as rows and alerts have it; raise LookupError if it points to nothing."""
    kinds = list(features)

    def read(value: int | tuple[str, Packed]) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value[0], unpack(value[1])
        kind, number = kinds[value >> 8], value & 0xFF
        return f"{kind}.{BY_NUMBER[number].name}", held(features[kind][number])

    values = {} if reason.values is None else {"values": dict(map(read, reason.values))}
    return {"reason": reason.code, "weight": unpack(reason.weight), **values}
