"""The fields of a stored decision, in the order in which MessagePack has them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from handlers.decision.compact_reasons import CompactReason
from handlers.decision.compact_values import Packed
from handlers.decision.strategy.pointers import Override


class WrittenArm(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An arm, its digest and its hash as bytes."""

    experiment: Annotated[bytes, Meta(min_length=32, max_length=32)]
    name: Literal["challenger", "control"]
    unit: Annotated[bytes, Meta(min_length=8, max_length=8)]


class Written(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The fields that say all of most decisions."""

    digest: bytes
    strategy: str
    strategy_digest: bytes
    alert_above: Packed
    score: Packed
    outcome: str
    as_of: int
    engine: int
    features: dict[str, tuple[bytes, list[Packed]]]
    absent: dict[str, bytes]
    reasons: tuple[CompactReason, ...] = ()
    tags: list[str] = []
    degraded: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    mistyped: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()


class WrittenInFull(Written, frozen=True, array_like=True, forbid_unknown_fields=True):
    """All fields: written only where one of the further says something, since earlier versions do not read them."""

    is_deployed: bool = False
    """The review threshold is the deployment's, not that of the strategy's document."""
    arm: WrittenArm | None = None
    override: Override | None = None


class WrittenWithScore(WrittenInFull, frozen=True, array_like=True, forbid_unknown_fields=True):
    """All fields, and the score of the strategy's model: written only where the strategy tells that."""

    model_score: Packed | None = None
