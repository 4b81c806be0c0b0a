"""Entities as a strategy names them: kinds, and where in a payment the id of each stands."""

import ast
import json
import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from handlers.decision.faults import ConditionError, nearest
from handlers.decision.operands import FUNCTIONS
from handlers.decision.parsing import parse
from handlers.decision.problem import Path, Problem
from handlers.decision.profile.catalogue import names_of
from handlers.decision.vocabulary import METADATA, TRANSACTION, Vocabulary

MERCHANT = "merchant"
"""The entity that is a field of the payment, and the field."""

MOST_ENTITIES = 8
"""Named by a strategy, beside those that are always there: each is up to two items to read and one to write."""

_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")

_NAMES = re.compile(r"[\w$.-]+( [\w.-]+)?")

_TAKEN = {METADATA, "model", *FUNCTIONS, *keyword.kwlist, *TRANSACTION} - {MERCHANT}
"""Names that mean something in conditions, or will: `model.score` is kept for a model's probability."""


class IdPlace(msgspec.Struct, frozen=True):
    """A place in a payment at which an entity's id stands: a field, or a key of the metadata."""

    field: str
    key: str | None = None


ALWAYS: Mapping[str, IdPlace] = {"customer": IdPlace("customer_id"), "terminal": IdPlace("terminal_id")}
"""Entities that every strategy has."""


def places_of(entities: Mapping[str, object]) -> dict[str, IdPlace]:
    """Return where each entity's id stands, of those that are always there and those that a document names."""
    named = {kind: place for kind, written in entities.items() if (place := _parsed(written))}
    return {**ALWAYS, **named}


def vocabulary_of(entities: object) -> Vocabulary:
    """Return the names that conditions may read; of entities that are named wrongly, those that can be understood."""
    named = [kind for kind in entities if not _misnamed(kind)] if isinstance(entities, dict) else []
    return {**TRANSACTION, **{name: known for kind in (*ALWAYS, *named) for name, known in names_of(kind).items()}}


def entity_problems(entities: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield all that is wrong with the entities that a document names."""
    if len(entities) > MOST_ENTITIES:
        said = f"a strategy names at most {MOST_ENTITIES} entities; this one names {len(entities):,}"
        yield Problem(("entities",), said)
        return
    first: dict[IdPlace, str] = {}
    for kind, written in entities.items():
        path: Path = ("entities", kind)
        if misnamed := _misnamed(kind):
            yield Problem(path, *misnamed, of_name=True)
        if kind in ALWAYS:
            continue
        place = _parsed(written)
        if misplaced := _misplaced(kind, written, place):
            yield Problem(path, *misplaced)
        elif place and first.setdefault(place, kind) != kind:
            yield Problem(path, f"{written} is the id of {first[place]} already")


def _parsed(written: object) -> IdPlace | None:
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


def _misnamed(kind: str) -> tuple[str, str | None] | None:
    """Return why no entity can be named so, and what was perhaps meant."""
    if kind in ALWAYS:
        return f"{kind} is always there, with its id in {ALWAYS[kind].field}, and not named again", None
    if not _KIND.fullmatch(kind):
        plain = re.sub(r"[^a-z0-9]+", "_", kind.lower()).strip("_")
        said = f"{kind} is no name of an entity: 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"
        return said, plain if _KIND.fullmatch(plain) and not _misnamed(plain) else None
    return (f"{kind} has a meaning in conditions already", None) if kind in _TAKEN else None


def _misplaced(kind: str, written: object, place: IdPlace | None) -> tuple[str, str | None] | None:
    """Return why the entity's id cannot stand there, and what was perhaps meant."""
    if (kind == MERCHANT) != (place == IdPlace(MERCHANT)):
        said = "the merchant is named as merchant, with its id in merchant, and not otherwise"
        return said, f"{MERCHANT}: {MERCHANT}"
    if place:
        said = f"{written} is card data, which no request may bring and no key may hold"
        return (said, "a token of the card") if place.key and _is_card_data(place.key) else None
    if always := next((each for each, its in ALWAYS.items() if its.field == written), None):
        return f"{written} is the id of {always}, which is always there", None
    return f'{kind} must say where its id stands: metadata.key or metadata["any key"]', _meant(kind, written)


def _is_card_data(key: str) -> bool:
    from handlers.contract.card_data import (  # noqa: PLC0415 -- a cold start by a strategy without entities needs none
        CARD_NUMBER_KEYS,
        SENSITIVE_KEYS,
        folded_key,
    )

    return folded_key(key) in CARD_NUMBER_KEYS | SENSITIVE_KEYS


def _meant(kind: str, written: object) -> str | None:
    """Return the place that was perhaps meant by a name, or by names with dots between them."""
    if not isinstance(written, str) or not _NAMES.fullmatch(written):
        return None
    first, _, rest = written.strip("$.").partition(".")
    if rest and not nearest(first, [METADATA]):
        return None
    key = rest or (kind if first == METADATA else first)
    return f"{METADATA}.{key}" if key.isidentifier() else f"{METADATA}[{json.dumps(key, ensure_ascii=False)}]"
