"""A version of a detector, whatever it was read from: rules in order, and all that they stand on."""

from collections.abc import Mapping

import msgspec

EVENT, MODEL_SCORE = "EVENT", "MODEL_SCORE"
"""Sources of a variable's value: the event itself, a model of the service."""


class Origin(msgspec.Struct, frozen=True):
    """A place in a file that was imported."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        """Return it as messages begin, as in `get-rules.json:17`."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """A variable: its type, such as FLOAT, and the text that stands for it where an event has none."""

    name: str
    data_type: str
    source: str = EVENT
    default: str | None = None
    variable_type: str | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it was written."""

    id: str
    version: str
    expression: str
    outcomes: tuple[str, ...]
    origin: Origin
    description: str | None = None


class NamedList(msgspec.Struct, frozen=True, kw_only=True):
    """A list that rules ask for; `elements` with their places, None where they were not exported."""

    name: str
    elements: tuple[tuple[str, Origin], ...] | None
    variable_type: str | None = None

    @property
    def texts(self) -> frozenset[str]:
        """Return what is on it."""
        return frozenset(text for text, _ in self.elements or ())


class ModelVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a model of the service, whose score rules read."""

    id: str
    type: str
    number: str
    """As in 1.0."""


class Detector(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a detector."""

    id: str
    version: str | None
    status: str
    """ACTIVE, INACTIVE or DRAFT."""
    first_matched: bool
    event_type: str | None
    rules: tuple[Rule, ...]
    variables: Mapping[str, Variable]
    event_variables: tuple[str, ...]
    """Names of the event type's variables, in its order."""
    outcomes: Mapping[str, str | None]
    """Outcomes by name, with what is said about each."""
    entity_types: tuple[str, ...]
    labels: tuple[str, ...]
    label_mapper: Mapping[str, tuple[str, ...]]
    """The labels that a model took for FRAUD and for LEGIT, where one was exported."""
    lists: Mapping[str, NamedList]
    models: tuple[ModelVersion, ...] = ()
