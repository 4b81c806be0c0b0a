"""Problems of the entities that a strategy names: of their names, and of the places of their ids."""

import json
import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.decision.condition.faults import nearest
from handlers.decision.condition.operands import FUNCTIONS
from handlers.decision.condition.vocabulary import METADATA, MODEL, TRANSACTION
from handlers.decision.entity.places import ALWAYS, MERCHANT, MOST_ENTITIES, IdPlace, parse_place
from handlers.decision.strategy.problem import Path, Problem

_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")

_NAMES = re.compile(r"[\w$.-]+( [\w.-]+)?")

_TAKEN = {METADATA, MODEL, *FUNCTIONS, *keyword.kwlist, *TRANSACTION} - {MERCHANT}
"""Names that mean something in conditions."""


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
        place = parse_place(written)
        if misplaced := _misplaced(kind, written, place):
            yield Problem(path, *misplaced)
        elif place and first.setdefault(place, kind) != kind:
            yield Problem(path, f"{written} is the id of {first[place]} already")


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
        if folded_key(place.key or "") not in CARD_NUMBER_KEYS | SENSITIVE_KEYS:
            return None
        return f"{written} is card data, which no request may bring and no key may hold", "a token of the card"
    if always := next((each for each, its in ALWAYS.items() if its.field == written), None):
        return f"{written} is the id of {always}, which is always there", None
    return f'{kind} must say where its id stands: metadata.key or metadata["any key"]', _meant(kind, written)


def _meant(kind: str, written: object) -> str | None:
    """Return the place that was perhaps meant by a name, or by names with dots between them."""
    if not isinstance(written, str) or not _NAMES.fullmatch(written):
        return None
    first, _, rest = written.strip("$.").partition(".")
    if rest and not nearest(first, [METADATA]):
        return None
    key = rest or (kind if first == METADATA else first)
    plain = key.isascii() and key.isidentifier() and not keyword.iskeyword(key)
    return f"{METADATA}.{key}" if plain else f"{METADATA}[{json.dumps(key, ensure_ascii=False)}]"
