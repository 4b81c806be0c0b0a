"""The features of a payment's entities that rules read, made of their profiles and their facts."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import Feature, Origin
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.features import Features, Made
from handlers.decision.profile.formulas import formula_of
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.subject import NO_FACTS, Subject
from handlers.decision.strategy.needs import Needs

OF_ITEMS: frozenset[Origin] = frozenset({"profile", "facts"})
"""The sources that are items of an entity, which measures are made of; what is of another the decision is told."""

Source = tuple[str, Origin]
"""A kind of entity, and one of its items."""

NONE: frozenset[Source] = frozenset()

OF_BUSY = "count_1h"
"""The only feature of a profile that an entity has while it is too busy to be followed."""


class Measures:
    """The features that rules read of each kind of entity; made once for the strategies that read together."""

    def __init__(self, needs: Needs) -> None:
        self._rates = needs.rates
        self._made = {
            f"{kind}.{each.name}": Made(kind, formula_of(each), _is_of_busy(each))
            for kind, features in needs.features.items()
            for each in features
            if each.had_by(kind) and not each.origins.isdisjoint(OF_ITEMS)
        }
        self._sources = {
            f"{kind}.{each.name}": {(kind, origin) for origin in each.origins}
            for kind, features in needs.features.items()
            for each in features
        }
        self._of_kind = {
            kind: [(name, made) for name, made in self._made.items() if made.kind == kind] for kind in needs.features
        }
        self._usual = {
            kind: [(name, made.formula) for name, made in its if name in needs.usual]
            for kind, its in self._of_kind.items()
        }

    def subject(self, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int) -> Subject:
        """Return what is known of an entity of a payment; of facts, what was received by `as_of`, in milliseconds."""
        return Subject(profile, facts or NO_FACTS, transaction, self._rates, as_of)

    def all_of(self, subjects: Mapping[str, Subject]) -> dict[str, Any]:
        """Return all features of a payment's entities, which are by kind; what is absent is not there."""
        found: dict[str, Any] = {}
        for kind, subject in subjects.items():
            for name, (_, formula, of_busy) in self._of_kind.get(kind, ()):
                if (of_busy or not subject.is_busy) and (value := formula(subject)) is not None:
                    found[name] = value
        return found

    def when_read(self, subjects: Mapping[str, Subject], unread: frozenset[Source] = NONE) -> Features:
        """Return the same, each made when it is first read; what is made of `unread` items is absent."""
        made: Mapping[str, Made] = self._made
        if unread:
            made = {name: each for name, each in made.items() if self._sources[name].isdisjoint(unread)}
        return Features(made, subjects)

    def of_many(self, payments: Iterable[Mapping[str, Subject]]) -> list[Features]:
        """Return the same of many payments: what most decisions read is made at once, one feature after the other.

        Each formula's code is in the processor's cache then.
        """
        found = [Features(self._made, subjects) for subjects in payments]
        for kind, usual in self._usual.items():
            followed = [
                (subject, features)
                for features in found
                if (subject := features.subjects.get(kind)) and not subject.is_busy
            ]
            for name, formula in usual:
                for subject, features in followed:
                    if (value := formula(subject)) is not None:
                        features[name] = value
        return found

    def of(
        self, kind: str, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int
    ) -> dict[str, Any]:
        """Return all features of one entity of a payment."""
        return self.all_of({kind: self.subject(profile, facts, transaction, as_of)})


def _is_of_busy(feature: Feature) -> bool:
    return feature.name == OF_BUSY or "profile" not in feature.origins
