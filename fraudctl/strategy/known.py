"""The values of features that are said to be known of a transaction's entities, by kind and name."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from handlers.contract.money import is_storable, whole_number
from handlers.decision.condition.faults import nearest
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.vocabulary import Kind
from handlers.decision.entity.catalogue import BY_NAME
from handlers.decision.entity.feature import Feature
from handlers.decision.entity.places import IdPlace
from handlers.decision.reader import Known
from handlers.decision.strategy.problem import Path, Problem


def known_problems(
    path: Path, known: object, *, entities: Collection[str], absent: Mapping[str, IdPlace]
) -> Iterator[Problem]:
    """Yield all that is wrong with what is said to be known.

    Args:
        path: The place at which it stands.
        known: For each kind of entity the values of its features, by name.
        entities: The kinds that the strategy has.
        absent: Those of them that the transaction lacks, with the place of their ids.
    """
    if not isinstance(known, dict):
        yield Problem(path, "known must say what is known of each entity, as in customer: {count_30d: 12}")
        return
    for kind, features in known.items():
        at = (*path, kind)
        if kind not in entities:
            yield Problem(at, f"{kind} is no entity of this strategy", nearest(kind, entities), of_name=True)
        elif kind in absent:
            yield Problem(at, f"the transaction has no {kind} of which this is known", _id(absent[kind]), of_name=True)
        elif not isinstance(features, dict):
            yield Problem(at, f"{kind} must hold features with their values, as in count_30d: 12")
        else:
            yield from _of_features(at, kind, features)


def known_values(known: Mapping[str, Mapping[str, Any]]) -> Known:
    """Return what is known without problems in the form that decisions take it."""
    return {f"{kind}.{name}": _value(value) for kind, features in known.items() for name, value in features.items()}


def _id(place: IdPlace) -> str:
    return f"{place.field}: …" if place.key is None else f"{place.field}: {{{place.key}: …}}"


def _of_features(path: Path, kind: str, features: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in features.items():
        feature = BY_NAME.get(name)
        if feature is None:
            yield Problem((*path, name), f"{name} is no feature of an entity", nearest(name, BY_NAME), of_name=True)
        elif not feature.had_by(kind):
            yield Problem((*path, name), f"{name} is never known of a {kind}", of_name=True)
        elif rule := _broken_rule(feature, value):
            yield Problem((*path, name), f"{name} must be {rule}")


def _broken_rule(feature: Feature, value: object) -> str | None:
    match feature.kind:
        case Kind.BOOLEAN:
            return None if isinstance(value, bool) else "true or false"
        case Kind.TEXTS:
            held = isinstance(value, list) and all(isinstance(each, str) for each in value)
            return None if held else "a list of texts"
    held = is_storable(value) and value >= feature.least and (feature.most is None or value <= feature.most)
    if held and not (feature.whole and whole_number(value) is None):
        return None
    most = f"of at least {feature.least}" if feature.most is None else f"from {feature.least} to {feature.most}"
    return f"a {'whole ' if feature.whole else ''}number {most}"


def _value(value: Any) -> Any:
    match value:
        case bool():
            return value
        case list():
            return frozenset(map(comparable, value))
    return Decimal(value)
