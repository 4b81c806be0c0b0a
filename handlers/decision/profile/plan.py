"""Features of a kind of entity that are made together."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from handlers.decision.entity.feature import Feature
from handlers.decision.profile.formulas import COUNTED, OF_AMOUNTS, OF_SUBJECT, AmountsFormula, Formula
from handlers.decision.profile.subject import Subject

OF_BUSY = "count_1h"
"""The only feature of a profile that an entity has while it is too busy to be followed."""


class Plan:
    """Features to make, by windows: each window is added up once for all that are made of it."""

    def __init__(self, kind: str, features: Iterable[Feature]) -> None:
        self.kind = kind
        self.names = {f"{kind}.{each.name}": each for each in features}
        self._steps = _Steps(self.names)
        self._steps_of_busy = _Steps({name: each for name, each in self.names.items() if _is_of_busy(each)})

    def add_to(self, found: dict[str, Any], subject: Subject) -> None:
        """Add the features of an entity to others, by name; what is absent is not added."""
        steps = self._steps_of_busy if subject.is_busy else self._steps
        for name, formula in steps.formulas:
            if (value := formula(subject)) is not None:
                found[name] = value
        for length, counts, formulas in steps.windows:
            window = subject.window(length)
            for name, column in counts:
                found[name] = Decimal(window.count_of(column))
            if formulas:
                amounts = subject.amounts(window, length)
                for name, of_amounts in formulas:
                    if (value := of_amounts(subject, amounts)) is not None:
                        found[name] = value


class _Steps:
    """The formulas of features; of those that are made of windows, by the windows' lengths."""

    def __init__(self, features: dict[str, Feature]) -> None:
        self.formulas: list[tuple[str, Formula]] = []
        windows: dict[int, tuple[list[tuple[str, int]], list[tuple[str, AmountsFormula]]]] = {}
        for name, each in features.items():
            if each.name in OF_SUBJECT:
                self.formulas.append((name, OF_SUBJECT[each.name]))
                continue
            counts, formulas = windows.setdefault(each.window or 0, ([], []))
            if each.name in COUNTED:
                counts.append((name, COUNTED[each.name]))
            else:
                formulas.append((name, OF_AMOUNTS[each.name]))
        self.windows = [(length, *parts) for length, parts in windows.items()]


def _is_of_busy(feature: Feature) -> bool:
    return feature.name == OF_BUSY or "profile" not in feature.origins
