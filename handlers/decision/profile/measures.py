"""The features of an entity that a strategy reads, made of its profile and its facts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import Feature
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.formulas import COUNTED, OF_AMOUNTS, OF_SUBJECT, AmountsFormula, Formula
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.subject import Subject
from handlers.decision.profile.window import Window
from handlers.decision.strategy.strategy import Strategy

OF_BUSY = "count_1h"
"""The only feature of a profile that an entity has while it is too busy to be followed."""

_NO_FACTS = Facts()


class Measures:
    """Computes what a strategy reads of each kind of entity; made once for a strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._rates = strategy.document["rates"]
        had = {kind: [each for each in its if each.had_by(kind)] for kind, its in strategy.features.items()}
        self._plans = {kind: Plan(kind, features) for kind, features in had.items()}
        self._plans_of_busy = {kind: Plan(kind, filter(_is_of_busy, features)) for kind, features in had.items()}

    def of(
        self, kind: str, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int
    ) -> dict[str, Any]:
        """Return what the strategy reads of an entity of the transaction, by name; what is absent is not there.

        Of the facts, only what was received by `as_of`, in epoch milliseconds, is known.
        """
        is_busy = profile is not None and profile.is_busy(transaction.timestamp)
        plan = (self._plans_of_busy if is_busy else self._plans).get(kind)
        return plan.values(Subject(profile, facts or _NO_FACTS, transaction, self._rates, as_of)) if plan else {}


class Plan:
    """The features to compute of a kind of entity, by windows: each window is added up once for all that read it."""

    def __init__(self, kind: str, features: Iterable[Feature]) -> None:
        self._formulas: list[tuple[str, Formula]] = []
        windows: dict[int, tuple[list[tuple[str, int]], list[tuple[str, AmountsFormula]]]] = {}
        for each in features:
            name = f"{kind}.{each.name}"
            if each.name in OF_SUBJECT:
                self._formulas.append((name, OF_SUBJECT[each.name]))
                continue
            counts, formulas = windows.setdefault(each.window or 0, ([], []))
            if each.name in COUNTED:
                counts.append((name, COUNTED[each.name]))
            else:
                formulas.append((name, OF_AMOUNTS[each.name]))
        self._windows = [(length, *parts) for length, parts in windows.items()]

    def values(self, subject: Subject) -> dict[str, Any]:
        """Return the features by name; what is absent is not there."""
        found: dict[str, Any] = {}
        for name, formula in self._formulas:
            if (value := formula(subject)) is not None:
                found[name] = value
        for length, counts, formulas in self._windows:
            window = Window(subject.past, length)
            for name, column in counts:
                found[name] = Decimal(window.count_of(column))
            if formulas:
                amounts = subject.amounts(window)
                for name, of_amounts in formulas:
                    if (value := of_amounts(subject, amounts)) is not None:
                        found[name] = value
        return found


def _is_of_busy(feature: Feature) -> bool:
    return feature.name == OF_BUSY or "profile" not in feature.origins
