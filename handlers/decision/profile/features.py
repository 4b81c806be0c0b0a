"""The features of a payment's entities, each made when it is first read."""

from collections.abc import Mapping
from typing import Any

from handlers.decision.profile.plan import Plan
from handlers.decision.profile.subject import Subject


class Features(dict[str, Any]):
    """Features by name, as in `customer.count_30d`; one that was not read yet is made with all others of its plan."""

    __slots__ = ("_plans", "_subjects")

    def __init__(self, plans: Mapping[str, Plan], subjects: Mapping[str, Subject]) -> None:
        """Take the plan of each feature, by name, and the payment's entities, by kind."""
        super().__init__()
        self._plans, self._subjects = plans, subjects

    def __missing__(self, name: str) -> Any:
        plan = self._plans[name]
        if (subject := self._subjects.get(plan.kind)) is not None:
            plan.add_to(self, subject)
            if (value := dict.get(self, name)) is not None:
                return value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return self.get(name) is not None

    def __or__(self, values: dict[str, Any]) -> "Features":  # type: ignore[override]  # of whatever type, as all values
        both = Features(self._plans, self._subjects)
        both.update(self)
        both.update(values)
        return both

    def get(self, name: Any, default: Any = None, /) -> Any:
        """Return a feature; the default if it is absent."""
        try:
            return self[name]
        except KeyError:
            return default
