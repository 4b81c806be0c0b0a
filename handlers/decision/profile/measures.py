"""The features of a payment's entities that a strategy reads, made of their profiles and their facts."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import Feature
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.features import Features
from handlers.decision.profile.formulas import OF_AMOUNTS, OF_SUBJECT
from handlers.decision.profile.plan import Plan
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.subject import NO_FACTS, Subject
from handlers.decision.strategy.strategy import Strategy


class Measures:
    """The features that a strategy reads of each kind of entity; made once for a strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._rates = strategy.document["rates"]
        had = {kind: [each for each in its if each.had_by(kind)] for kind, its in strategy.features.items()}
        self._plans = {kind: Plan(kind, features) for kind, features in had.items()}
        parts = [Plan(kind, together) for kind, features in had.items() for together in _grouped(features)]
        self._part_of: Mapping[str, Plan] = {name: part for part in parts for name in part.names}

    def subject(self, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int) -> Subject:
        """Return what is known of an entity of a payment; of facts, what was received by `as_of`, in milliseconds."""
        return Subject(profile, facts or NO_FACTS, transaction, self._rates, as_of)

    def all_of(self, subjects: Mapping[str, Subject]) -> dict[str, Any]:
        """Return all features of a payment's entities, which are by kind; what is absent is not there."""
        found: dict[str, Any] = {}
        for kind, subject in subjects.items():
            if plan := self._plans.get(kind):
                plan.add_to(found, subject)
        return found

    def when_read(self, subjects: Mapping[str, Subject]) -> Features:
        """Return the same, each made when it is first read."""
        return Features(self._part_of, subjects)

    def of(
        self, kind: str, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int
    ) -> dict[str, Any]:
        """Return all features of one entity of a payment."""
        return self.all_of({kind: self.subject(profile, facts, transaction, as_of)})


def _grouped(features: Iterable[Feature]) -> Iterator[list[Feature]]:
    """Yield features in parts that are made together: the counts of a window, its amounts, each other one alone."""

    def part(feature: Feature) -> tuple[int, bool, str]:
        alone = feature.name if feature.name in OF_SUBJECT else ""
        return feature.window or 0, feature.name in OF_AMOUNTS, alone

    for _, together in groupby(sorted(features, key=part), part):
        yield list(together)
