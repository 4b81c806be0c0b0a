"""The part of a strategy's document that says of which detector it is: all that answers in the service's form need."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

END = r"(?![\s\S])"
"""The end of a text: a bare $ accepts a closing newline."""

Name = Annotated[str, Meta(pattern=rf"^[0-9a-z_-]{{1,64}}{END}")]
VersionNumber = Annotated[str, Meta(pattern=rf"^[1-9][0-9]{{0,4}}{END}")]
VariableName = Annotated[str, Meta(min_length=1, max_length=64, pattern=rf"^[^:]+{END}")]
Texts = Annotated[tuple[str, ...], Meta(max_length=100)]
Share = Annotated[str, Meta(pattern=rf"^(0(\.[0-9]{{1,40}})?|1(\.0{{1,40}})?){END}")]

SCORE = "_insightscore"
"""The end of a variable's name that is the score of one of the service's models."""


class VariableForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A variable's type, such as FLOAT, and its default."""

    type: Annotated[str, Meta(pattern=rf"^[A-Z_]{{1,64}}{END}")]
    default: str | None = None


class ModelForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model of the service's in whose place one of ours stands: its id, its type, and a version of its own."""

    id: Annotated[str, Meta(pattern=rf"^[0-9a-z_]{{1,64}}{END}")]
    type: Literal["ONLINE_FRAUD_INSIGHTS", "TRANSACTION_FRAUD_INSIGHTS", "ACCOUNT_TAKEOVER_INSIGHTS"]
    version: Annotated[str, Meta(pattern=rf"^[1-9][0-9]{{0,3}}\.[0-9]{{1,2}}{END}")]

    @property
    def variable(self) -> str:
        """Return the variable that rules and answers name its score by."""
        return self.id + SCORE


class RuleForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule's id, its version, its outcomes in their order, and its text."""

    id: Name
    version: VersionNumber
    outcomes: Annotated[tuple[str, ...], Meta(min_length=1, max_length=16)]
    expression: Annotated[str, Meta(min_length=1, max_length=4096)] | None = None
    """Of the service's language; None where the document had no room for it."""


class LabelForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The labels that mean fraud, and those that mean that there was none."""

    fraud: Texts = ()
    legitimate: Texts = ()

    def meaning(self, label: str) -> Literal["fraud", "legitimate"] | None:
        """Return what a label means; None for one that is not mapped."""
        return "fraud" if label in self.fraud else "legitimate" if label in self.legitimate else None

    def label(self, meaning: str, note: str | None) -> str:
        """Return the label that was assigned, by the note that was taken of it; else the first of the meaning."""
        names = self.fraud if meaning == "fraud" else self.legitimate
        return note if note in names and note is not None else next(iter(names), meaning)


class DetectorPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A detector, the versions of it that clients may name, its event type and its rules by their codes."""

    detector: Name
    versions: Annotated[tuple[VersionNumber, ...], Meta(min_length=1, max_length=100)]
    """The first is the one that answers name."""
    event_type: Name
    entity_types: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=100)]
    variables: dict[VariableName, VariableForm]
    fields: dict[Annotated[str, Meta(pattern=rf"^(amount|currency|merchant){END}")], str] = {}
    """The variable that is the payment's amount, currency or merchant."""
    labels: LabelForm = LabelForm()
    rules: dict[str, RuleForm] = {}
    models: Annotated[tuple[ModelForm, ...], Meta(max_length=10)] = ()
    scores: dict[Share, Share] = {}
    """Probabilities of the strategy's model by the share of legitimate payments above each, by which it has scores."""

    @property
    def types(self) -> Mapping[str, str]:
        """Return the variables' types."""
        return {name: variable.type for name, variable in self.variables.items()}


_NAME = "must be 1 to 64 of a to z in small letters, 0 to 9, _ and -"
_RULES = {
    "detector": _NAME,
    "versions": "must be a list of versions, each a whole number in quotes; answers name the first",
    "event_type": _NAME,
    "entity_types": "must be a list of entity types",
    "variables": "must say of each variable, of 1 to 64 characters, its type, as in {type: FLOAT, default: '0.0'}",
    "fields": "must say which variable is amount, currency or merchant",
    "labels": "must say in two lists which labels mean fraud, and which legitimate",
    "rules": "must say of each code its rule, as in {id: big_order, version: '1', outcomes: [block]}",
    "models": "must be a list of models, as in {id: shop, type: ONLINE_FRAUD_INSIGHTS, version: '2.0'}",
    "scores": "must say probabilities by shares of false positives, both as texts, as in {'0.1': '0.31'}",
}
"""Of each field in words."""


def part_of(part: Mapping[str, Any]) -> DetectorPart | None:
    """Return the part that stands in a document without problems; None of one that has none."""
    return msgspec.convert(part, DetectorPart) if part else None


def part_problems(part: Mapping[str, Any], codes: frozenset[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path of all that is wrong with the part, and what it is.

    Args:
        part: As the document has it.
        codes: Of the document's rules.
    """
    found = False
    for name, message in _of_fields(part):
        found = True
        yield (name,), message
    if found:
        return
    made = msgspec.convert(part, DetectorPart)
    for field, variable in made.fields.items():
        if variable not in made.variables:
            yield ("fields",), f"{field} is {variable}, which is no variable of the event type"
    for code in made.rules.keys() - codes:
        yield ("rules",), f"{code} is the code of no rule"
    for label in set(made.labels.fraud) & set(made.labels.legitimate):
        yield ("labels",), f"{label} means fraud and legitimate"


def _of_fields(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    types = {field.name: field for field in msgspec.structs.fields(DetectorPart)}
    for name in part.keys() - types.keys():
        yield str(name), f"{name} is no field here"
    for name, field in types.items():
        if name not in part:
            if field.required:
                yield name, f"{name} is missing"
            continue
        try:
            msgspec.convert(part[name], field.type)
        except msgspec.ValidationError:
            yield name, f"{name} {_RULES[name]}"
