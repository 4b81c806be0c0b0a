"""The features of a payment's entities, each made when it is first read."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from handlers.decision.profile.formulas import Formula
from handlers.decision.profile.subject import Subject


class Made(NamedTuple):
    """The way in which a feature is made."""

    kind: str
    formula: Formula
    of_busy: bool
    """True if an entity has it that is too busy to be followed."""


class Features(dict[str, Any]):
    """Features by name, as in `customer.count_30d`."""

    __slots__ = ("_made", "subjects")

    def __init__(self, made: Mapping[str, Made], subjects: Mapping[str, Subject]) -> None:
        """Take the way in which each is made, by name, and the payment's entities, by kind."""
        super().__init__()
        self._made, self.subjects = made, subjects

    def __missing__(self, name: str) -> Any:
        kind, formula, of_busy = self._made[name]
        if (subject := self.subjects.get(kind)) is None or (subject.is_busy and not of_busy):
            raise KeyError(name)
        if (value := formula(subject)) is None:
            raise KeyError(name)
        self[name] = value
        return value

    def __contains__(self, name: object) -> bool:
        return self.get(name) is not None

    def __or__(self, values: dict[str, Any]) -> "Features":  # type: ignore[override]  # of whatever type, as all values
        both = Features(self._made, self.subjects)
        both.update(self)
        both.update(values)
        return both

    def get(self, name: Any, default: Any = None, /) -> Any:
        """Return a feature; the default if it is absent."""
        try:
            return self[name]
        except KeyError:
            return default
