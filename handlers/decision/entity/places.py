"""Places at which the ids of a strategy's entities stand in a payment."""

import ast
from collections.abc import Mapping

import msgspec

from handlers.decision.condition.faults import ConditionError
from handlers.decision.condition.parsing import parse
from handlers.decision.condition.vocabulary import METADATA, TRANSACTION, Vocabulary
from handlers.decision.entity.catalogue import names_of

MERCHANT = "merchant"
"""The entity that is a field of the payment, and the field."""

MOST_ENTITIES = 8
"""Named by a strategy, beside those that are always there: each is up to two items to read and one to write."""


class IdPlace(msgspec.Struct, frozen=True):
    """A place in a payment at which an entity's id stands: a field, or a key of the metadata."""

    field: str
    key: str | None = None


ALWAYS: Mapping[str, IdPlace] = {"customer": IdPlace("customer_id"), "terminal": IdPlace("terminal_id")}
"""Entities that every strategy has."""


def places_of(entities: Mapping[str, object]) -> dict[str, IdPlace]:
    """Return where each entity's id stands, of those that are always there and those that a document names."""
    return {**ALWAYS, **{kind: place for kind, written in entities.items() if (place := parse_place(written))}}


def vocabulary_of(entities: object) -> Vocabulary:
    """Return the names that conditions may read, by the entities of a document, whatever is wrong with these."""
    kinds = [*ALWAYS, *(entities if isinstance(entities, dict) else ())]
    return {**TRANSACTION, **{name: known for kind in kinds for name, known in names_of(kind).items()}}


def parse_place(written: object) -> IdPlace | None:
    """Return the place that a document says; None if no id can stand there."""
    try:
        parsed = parse(written) if isinstance(written, str) else None
    except ConditionError:
        return None
    match parsed:
        case ast.Name(id=name) if name == MERCHANT:
            return IdPlace(MERCHANT)
        case ast.Attribute(value=ast.Name(id=first), attr=key) if first == METADATA:
            return IdPlace(METADATA, key)
        case ast.Subscript(value=ast.Name(id=first), slice=ast.Constant(value=str() as key)) if first == METADATA:
            return IdPlace(METADATA, key) if key else None
    return None
