"""The values of a payment that has a model's score, made when it is first read."""

from typing import Any

from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.model.model import Model


class ScoredValues(dict[str, Any]):
    """Values by name, and the score by its own; what is absent raises KeyError, as of any dict."""

    __slots__ = ("_known", "_model")

    def __init__(self, known: dict[str, Any], model: Model) -> None:
        """Begin with what is known, which may be made once it is read."""
        super().__init__(known)
        self._known, self._model = known, model

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._model.score(self._known) if name == MODEL_SCORE else self._known[name]
        return value

    def __contains__(self, name: object) -> bool:
        return self.get(name) is not None

    def get(self, name: Any, default: Any = None, /) -> Any:
        """Return a value; the default if it is absent."""
        try:
            return self[name]
        except KeyError:
            return default
