"""A decision as its transaction's row holds it: all that its score, its alert and its log line say, in few bytes.

Decision writes it beside the transaction, Scoring makes the score of it. What a feature holds stands once: a reason
that names a feature points to it.
"""

import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.errors import UnfitDecision
from handlers.contract.transaction import LARGEST_DECISION, Transaction
from handlers.decision.compact_values import Packed, pack, pack_features, unpack, unpack_features
from handlers.decision.content_digest import content_digest
from handlers.decision.decide import Decision
from handlers.decision.entity.catalogue import BY_NAME, BY_NUMBER
from handlers.decision.record import Basis, StrategyVersion, basis_of, held, reasons_of

PLAIN, DEFLATED = 1, 2
"""The first byte of a stored decision; a further one is added whenever what follows changes its meaning."""

WORTH_DEFLATING = 400
"""Bytes; fewer become hardly any less."""

MOST_INFLATED = 1024 * 1024
"""Bytes; no decision is as large, and whoever can write rows must not fill the memory."""


class StoredDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is written down, which no longer needs its strategy."""

    transaction: Transaction
    strategy: StrategyVersion
    alert_above: Decimal
    """The review threshold by which it was decided."""
    score: Decimal
    outcome: str
    reasons: list[dict[str, Any]]
    messages: Mapping[str, str]
    """What a shop may tell its customer, by code of the rule that fired."""
    tags: list[str]
    undecided: tuple[str, ...]
    mistyped: tuple[str, ...]
    unusable: tuple[str, ...]
    basis: Basis

    @property
    def alert_due(self) -> bool:
        """Return whether somebody must be told, as of a decision."""
        return self.score > self.alert_above or self.outcome != "approve"


class _Reason(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    code: str
    weight: Packed
    values: list[int | tuple[str, Packed]] | None = None
    """A number stands for a feature: the place of its kind among those of the features, times 256, and its number."""
    message: str | None = None


class _Written(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
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
    reasons: tuple[_Reason, ...] = ()
    tags: list[str] = []
    degraded: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    mistyped: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Written).decode


def stored_decision(decision: Decision, as_of: int) -> StoredDecision:
    """Return a decision as it is written down, made at a time in epoch milliseconds."""
    return StoredDecision(
        transaction=decision.transaction,
        strategy=StrategyVersion(decision.strategy.name, decision.strategy.digest),
        alert_above=decision.alert_above,
        score=decision.score,
        outcome=decision.outcome,
        reasons=reasons_of(decision),
        messages={rule.code: rule.message for rule in decision.fired if rule.message},
        tags=decision.tags,
        undecided=decision.undecided,
        mistyped=decision.mistyped,
        unusable=decision.unusable,
        basis=basis_of(decision, as_of),
    )


def encode(stored: StoredDecision) -> bytes:
    """Return a decision as bytes: the form, then the fields in MessagePack, deflated where that is worth it."""
    return _in_form(_encode(_written(stored)))


def shortened(stored: StoredDecision) -> StoredDecision:
    """Return the same decision so that a row holds it: without values and messages where many long ones are too many.

    Five hundred rules may fire, each with a message, and read keys of any length.
    """
    if len(encode(stored)) <= LARGEST_DECISION:
        return stored
    reasons = [{name: value for name, value in each.items() if name != "values"} for each in stored.reasons]
    return msgspec.structs.replace(stored, reasons=reasons, messages={})


def decode(written: bytes, transaction: Transaction) -> StoredDecision:
    """Return the decision on a transaction that the bytes in its row hold.

    Raises:
        UnfitDecision: they are damaged, of a newer version, or of a transaction with other fields.
    """
    try:
        return _stored(_decode(_fields(written)), transaction)
    except (msgspec.MsgspecError, zlib.error, ArithmeticError, UnicodeError, ValueError, LookupError):
        raise UnfitDecision("damaged") from None


def _in_form(fields: bytes) -> bytes:
    if len(fields) >= WORTH_DEFLATING and len(deflated := zlib.compress(fields)) < len(fields):
        return b"%c%b" % (DEFLATED, deflated)
    return b"%c%b" % (PLAIN, fields)


def _fields(written: bytes) -> bytes:
    match written[:1]:
        case b"\x01":
            return written[1:]
        case b"\x02":
            inflating = zlib.decompressobj()
            fields = inflating.decompress(written[1:], MOST_INFLATED)
            if not inflating.eof:
                raise ValueError
            return fields
    raise UnfitDecision(f"of form {written[0]}, which this version does not know" if written else "damaged")


def _written(stored: StoredDecision) -> _Written:
    basis = stored.basis
    kinds = list(basis.features)
    return _Written(
        digest=content_digest(stored.transaction),
        strategy=stored.strategy.name,
        strategy_digest=bytes.fromhex(stored.strategy.digest),
        alert_above=pack(stored.alert_above),
        score=pack(stored.score),
        outcome=stored.outcome,
        as_of=basis.as_of,
        engine=basis.engine,
        features={kind: pack_features(features) for kind, features in basis.features.items()},
        absent={kind: bytes(numbers) for kind, numbers in basis.absent.items()},
        reasons=tuple(
            _Reason(
                each["reason"],
                pack(each["weight"]),
                [_pointer(name, value, basis, kinds) for name, value in each["values"].items()]
                if "values" in each
                else None,
                stored.messages.get(each["reason"]),
            )
            for each in stored.reasons
        ),
        tags=stored.tags,
        degraded=tuple(basis.degraded),
        undecided=stored.undecided,
        mistyped=stored.mistyped,
        unusable=stored.unusable,
    )


def _pointer(name: str, value: Any, basis: Basis, kinds: list[str]) -> int | tuple[str, Packed]:
    """Return the place of the feature that a reason names, or the name and the value of whatever else it read."""
    kind, _, feature = name.partition(".")
    if kind in basis.features and (known := BY_NAME.get(feature)) and known.number in basis.features[kind]:
        return kinds.index(kind) * 256 + known.number
    return name, pack(value)


def _stored(written: _Written, transaction: Transaction) -> StoredDecision:
    if written.digest != content_digest(transaction):
        raise UnfitDecision("of other fields than the transaction has")
    features = {kind: unpack_features(*each) for kind, each in written.features.items()}
    kinds = list(features)

    def read(value: int | tuple[str, Packed]) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value[0], unpack(value[1])
        kind, number = kinds[value >> 8], value & 0xFF
        return f"{kind}.{BY_NUMBER[number].name}", held(features[kind][number])

    return StoredDecision(
        transaction=transaction,
        strategy=StrategyVersion(written.strategy, written.strategy_digest.hex()),
        alert_above=unpack(written.alert_above),
        score=unpack(written.score),
        outcome=written.outcome,
        reasons=[
            {
                "reason": each.code,
                "weight": unpack(each.weight),
                **({} if each.values is None else {"values": dict(map(read, each.values))}),
            }
            for each in written.reasons
        ],
        messages={each.code: each.message for each in written.reasons if each.message},
        tags=written.tags,
        undecided=written.undecided,
        mistyped=written.mistyped,
        unusable=written.unusable,
        basis=Basis(
            written.as_of,
            written.engine,
            features,
            {kind: list(numbers) for kind, numbers in written.absent.items()},
            list(written.degraded),
        ),
    )
