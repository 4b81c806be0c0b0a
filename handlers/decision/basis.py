"""The basis of a decision: what it was made of, which its score's row holds, so that it can be made again."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from handlers.decision.arms import Arm
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import ENGINE, Decision
from handlers.decision.entity.catalogue import BY_NUMBER
from handlers.decision.reader import Known
from handlers.decision.strategy.pointers import Override

if TYPE_CHECKING:
    from handlers.decision.stored_decision import StoredDecision


class Basis(msgspec.Struct, frozen=True, omit_defaults=True):
    """The basis of a decision: all that it was made of beside the transaction and the strategy.

    Features are by kind of entity, and by their numbers in the catalogue.
    """

    as_of: int
    """The time of the decision, in epoch milliseconds."""
    engine: int
    features: dict[str, dict[int, Any]] = {}
    absent: dict[str, list[int]] = {}
    degraded: list[str] = []
    """Words for what could not be read in time: its features are absent."""
    above: Decimal | None = None
    """The review threshold, where it was not that of the strategy's document."""
    arm: Arm | None = None
    """The arm of the experiment that it belongs to."""
    override: Override | None = None
    """The answer that was given in place of the outcome."""
    model_score: Decimal | None = None
    """The score of its strategy's model, where that tells it."""


_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(Basis, float_hook=Decimal).decode


def basis(decision: "Decision | StoredDecision", as_of: int) -> str:
    """Return the basis of a decision as JSON, with exact numbers; `as_of` is that of one that is made now."""
    return _encode(basis_of(decision, as_of)).decode()


def basis_of(decision: "Decision | StoredDecision", as_of: int) -> Basis:
    """Return the same as a value."""
    if not isinstance(decision, Decision):
        return decision.basis
    features, absent, values = dict[str, dict[int, Any]](), dict[str, list[int]](), decision.values
    for kind, read in decision.recorded.items():
        known = {
            each.number: _written(value) for each in read if (value := values.get(f"{kind}.{each.name}")) is not None
        }
        if known:
            features[kind] = known
        if len(known) < len(read):
            absent[kind] = [each.number for each in read if each.number not in known]
    above = decision.strategy.alerts_above
    return Basis(
        as_of=as_of,
        engine=ENGINE,
        features=features,
        absent=absent,
        degraded=list(decision.degraded),
        above=above,
        arm=decision.arm,
        override=decision.override,
        model_score=values.get(MODEL_SCORE) if decision.strategy.tells_model_score else None,
    )


def basis_in(written: str) -> Basis:
    """Return the basis that a score's row holds, with exact numbers; raise msgspec.MsgspecError if it is none."""
    return _decode(written)


def features_of(basis: Basis) -> Known:
    """Return the features that a decision was made of, by name, in the form that conditions read.

    One that this version's catalogue does not have is left out.
    """
    return {
        f"{kind}.{feature.name}": _as_read(value)
        for kind, features in basis.features.items()
        for number, value in features.items()
        if (feature := BY_NUMBER.get(number))
    }


def _as_read(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int():
            return Decimal(value)
        case list():
            return frozenset(value)
    return value


def _written(value: Any) -> Any:
    """Return a feature's value as it is written down: the lists that an entity is on in an order of their own."""
    return sorted(value) if isinstance(value, frozenset) else value
