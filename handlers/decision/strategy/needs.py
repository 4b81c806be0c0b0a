"""The needs of several strategies that read together, so that each of them decides on the very same."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from handlers.contract.errors import BrokenStrategy
from handlers.decision.entity.feature import Feature
from handlers.decision.entity.places import IdPlace
from handlers.decision.strategy.strategy import Strategy


class Misplaced(BrokenStrategy):
    """Raised when strategies find the id of one kind of entity in different places: they cannot share its profiles."""


class Needs(msgspec.Struct, frozen=True):
    """The entities and the features of a strategy, or of several that read together."""

    entities: Mapping[str, IdPlace]
    """The place of each entity's id, of those that are always there too."""
    features: Mapping[str, tuple[Feature, ...]]
    """The features that a condition reads or asks about, by kind of entity, by number."""
    rates: Mapping[str, Any]
    """The worth of one unit of each currency, for sums of money."""
    usual: frozenset[str] = frozenset()
    """The names that most decisions of the active strategy read."""


def needs_of(active: Strategy, *others: Strategy) -> Needs:
    """Return the needs of all of them; money is summed by the rates of the active one.

    Raises:
        Misplaced: two of them find the id of one kind of entity in different places; says which and where.
    """
    rates = active.document["rates"]
    if not others:
        return Needs(active.entities, active.features, rates, active.usual)
    every = (active, *others)
    return Needs(_entities(every), _features(every), rates, active.usual)


def _entities(strategies: Sequence[Strategy]) -> dict[str, IdPlace]:
    found: dict[str, tuple[IdPlace, Strategy]] = {}
    for strategy in strategies:
        for kind, place in strategy.entities.items():
            known, first = found.setdefault(kind, (place, strategy))
            if known != place:
                raise Misplaced(f"the id of {kind} is {_said(first, kind)}, and {_said(strategy, kind)}")
    return {kind: place for kind, (place, _) in found.items()}


def _features(strategies: Sequence[Strategy]) -> dict[str, tuple[Feature, ...]]:
    found: dict[str, dict[int, Feature]] = {}
    for strategy in strategies:
        for kind, features in strategy.features.items():
            found.setdefault(kind, {}).update({each.number: each for each in features})
    return {kind: tuple(its[number] for number in sorted(its)) for kind, its in sorted(found.items())}


def _said(strategy: Strategy, kind: str) -> str:
    return f"{strategy.document['entities'][kind]} in {strategy.name} (digest {strategy.digest[:12]})"
