"""The data that a strategy found in decisions that were made: features, entities and fields without any. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from handlers.contract.transaction import Transaction
from handlers.decision.basis import Basis
from handlers.decision.entity.entities import EntityReader
from handlers.decision.entity.feature import Feature
from handlers.decision.strategy.strategy import Strategy

ENOUGH = 100
"""Decisions that could have had it and had not, before anybody concludes that there is no data."""

Reason = Literal["never read", "always absent"]


class NoData(NamedTuple):
    """A feature, an entity or a field that no decision had."""

    name: str
    reason: Reason
    of: int
    """Decisions that could have had it."""

    def __str__(self) -> str:
        if self.reason == "never read":
            return f"{self.name}: no decision has read it yet"
        return f"{self.name}: absent in all {self.of:,} decisions that could have had it"


class DataSeen:
    """Counts of what decisions had of all that one strategy reads."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._reader = EntityReader(strategy.entities)
        self._features = [(kind, each) for kind, features in strategy.features.items() for each in features]
        self._fields = sorted({read.name: read.slot for read in strategy.reads if not _is_feature(read.name)}.items())
        self._read, self._known = Counter[str](), Counter[str]()
        self._entities, self.looked_at = Counter[str](), 0

    def look(self, transaction: Transaction, basis: Basis, values: Mapping[str, Any]) -> None:
        """Count what a decision had, given the values by which the strategy would decide."""
        self.looked_at += 1
        present, _ = self._reader.entities_of(transaction)
        self._entities.update(present.keys())
        for kind, feature in self._features:
            known = feature.number in basis.features.get(kind, {})
            read = known or feature.number in basis.absent.get(kind, ())
            name = f"{kind}.{feature.name}"
            self._read[name] += read
            self._known[name] += known
            self._read[f"{name} with its entity"] += read and kind in present
        for name, slot in self._fields:
            self._known[name] += slot in values

    def missing(self) -> Iterator[NoData]:
        """Yield what has no data, of few decisions only what chance cannot explain: that nobody ever read it."""
        for kind in self._strategy.features:
            if not self._entities[kind] and self.looked_at >= ENOUGH:
                yield NoData(kind, "always absent", self.looked_at)
        for kind, feature in self._features:
            yield from self._of_feature(kind, feature)
        for name, _ in self._fields:
            if not self._known[name] and self.looked_at >= ENOUGH:
                yield NoData(name, "always absent", self.looked_at)

    def _of_feature(self, kind: str, feature: Feature) -> Iterator[NoData]:
        name = f"{kind}.{feature.name}"
        if not self._entities[kind] and self.looked_at >= ENOUGH:
            return  # its entity says so already
        if self.looked_at and not self._read[name]:
            yield NoData(name, "never read", self.looked_at)
        elif not self._known[name] and (of := self._read[f"{name} with its entity"]) >= ENOUGH:
            yield NoData(name, "always absent", of)


def read_alike(name: str, strategy: Strategy, active: Strategy) -> bool:
    """Return whether the active strategy reads a feature, an entity or a field just as another does."""
    kind, _, feature = name.partition(".")
    if kind in strategy.entities:
        same = strategy.entities[kind] == active.entities.get(kind)
        read = {each.name for each in active.features.get(kind, ())}
        return same and (feature in read if feature else bool(read))
    return name in {read.name for read in active.reads} | active.asks


def _is_feature(name: str) -> bool:
    return "." in name and not name.startswith("metadata.")
