"""A decision as its transaction's row holds it: all that its score, its alert and its log line say, in few bytes.

Decision writes it beside the transaction, Scoring makes the score of it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import asdict

from handlers.contract.errors import UnfitDecision
from handlers.contract.transaction import LARGEST_DECISION, Transaction
from handlers.decision.arms import Arm
from handlers.decision.basis import Basis, basis_of
from handlers.decision.compact_reasons import compact, full
from handlers.decision.compact_values import pack, pack_features, unpack, unpack_features
from handlers.decision.content_digest import content_digest
from handlers.decision.decide import Decision
from handlers.decision.record import StrategyVersion, reasons_of
from handlers.decision.stored_form import fields_in, in_form
from handlers.decision.strategy.pointers import Override
from handlers.decision.strategy.schema import OUTCOMES
from handlers.decision.written_decision import Written, WrittenArm, WrittenInFull, WrittenWithScore


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
    """Words that a shop may tell its customer, by code of the rule that fired."""
    tags: list[str]
    undecided: tuple[str, ...]
    mistyped: tuple[str, ...]
    unusable: tuple[str, ...]
    basis: Basis

    @property
    def alert_due(self) -> bool:
        """Return whether somebody must be told, as of a decision."""
        return self.score > self.alert_above or self.outcome != "approve"

    @property
    def arm(self) -> Arm | None:
        """Return the arm of the experiment that it belongs to."""
        return self.basis.arm

    @property
    def override(self) -> Override | None:
        """Return the answer that was given in place of the outcome."""
        return self.basis.override

    @property
    def told(self) -> str:
        """Return the outcome that was answered."""
        return self.override or self.outcome


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(WrittenWithScore).decode


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
    return in_form(_encode(_written(stored)))


def encode_to_fit(stored: StoredDecision) -> tuple[StoredDecision, bytes]:
    """Return a decision so that a row holds it, and as bytes: without values and messages where they are too many.

    Five hundred rules may fire, each with a message, and read keys of any length.
    """
    if len(written := encode(stored)) <= LARGEST_DECISION:
        return stored, written
    reasons = [{name: value for name, value in each.items() if name != "values"} for each in stored.reasons]
    shortened = msgspec.structs.replace(stored, reasons=reasons, messages={})
    return shortened, encode(shortened)


def decode(written: bytes, transaction: Transaction) -> StoredDecision:
    """Return the decision on a transaction that the bytes in its row hold.

    Raises:
        UnfitDecision: they are damaged, of a newer version, or of a transaction with other fields.
    """
    try:
        return _stored(_decode(fields_in(written)), transaction)
    except (msgspec.MsgspecError, ArithmeticError, UnicodeError, ValueError, LookupError):
        raise UnfitDecision("damaged") from None


def _written(stored: StoredDecision) -> Written:
    basis, arm = stored.basis, stored.arm
    written = Written(
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
        reasons=tuple([compact(each, stored.messages.get(each["reason"]), basis.features) for each in stored.reasons]),
        tags=stored.tags,
        degraded=tuple(basis.degraded),
        undecided=stored.undecided,
        mistyped=stored.mistyped,
        unusable=stored.unusable,
    )
    if basis.above is None and arm is None and stored.override is None and basis.model_score is None:
        return written
    assigned = WrittenArm(bytes.fromhex(arm.experiment), arm.name, bytes.fromhex(arm.unit)) if arm else None
    further = WrittenInFull(
        **asdict(written), is_deployed=basis.above is not None, arm=assigned, override=stored.override
    )
    return (
        further
        if basis.model_score is None
        else WrittenWithScore(**asdict(further), model_score=pack(basis.model_score))
    )


def _stored(written: WrittenWithScore, transaction: Transaction) -> StoredDecision:
    if written.digest != content_digest(transaction):
        raise UnfitDecision("of other fields than the transaction has")
    alert_above, score = unpack(written.alert_above), unpack(written.score)
    reasons_weigh = all(isinstance(unpack(each.weight), Decimal) for each in written.reasons)
    if not (_is_share(alert_above) and _is_share(score) and written.outcome in OUTCOMES and reasons_weigh):
        raise UnfitDecision("damaged")
    features = {kind: unpack_features(*each) for kind, each in written.features.items()}
    return StoredDecision(
        transaction=transaction,
        strategy=StrategyVersion(written.strategy, written.strategy_digest.hex()),
        alert_above=alert_above,
        score=score,
        outcome=written.outcome,
        reasons=[full(each, features) for each in written.reasons],
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
            alert_above if written.is_deployed else None,
            Arm(arm.experiment.hex(), arm.name, arm.unit.hex()) if (arm := written.arm) else None,
            written.override,
            _model_score(written),
        ),
    )


def _model_score(written: WrittenWithScore) -> Decimal | None:
    if written.model_score is None:
        return None
    score = unpack(written.model_score)
    if not isinstance(score, Decimal) or not _is_share(score):
        raise UnfitDecision("damaged")
    return score


def _is_share(value: object) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and 0 <= value <= 1
