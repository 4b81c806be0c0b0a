"""A folder of JSON as `aws frauddetector get-…` prints it; the members of a file tell what it is, not its name."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.detector import EVENT, ModelVersion, NamedList, Origin, Rule, Variable
from fraudctl.fraud_detector.source.found import EventType, Found, Version
from fraudctl.fraud_detector.source.located import Document, Unreadable, read_json

_LIST = re.compile(r"(?:(?:get[-_])?list[-_]elements)?[-_.]*([0-9a-z_]*)")
_TOKEN = "nextToken"  # noqa: S105 -- the place of the next page, no secret


def read_folder(folder: Path) -> Found:
    """Return what the files of a folder say.

    Raises:
        CommandError: it has no file of JSON.
    """
    files = sorted(each for each in folder.rglob("*.json") if each.is_file())
    if not files:
        raise CommandError(f"{folder}: has no file of JSON, as aws frauddetector get-rules prints it")
    found, documents = Found(), list[Document]()
    for file in files:
        name = str(file.relative_to(folder))
        try:
            documents.append(read_json(file.read_text(encoding="utf-8-sig"), name))
        except Unreadable as error:
            found.problem(Origin(name, error.line), error.reason)
        except UnicodeDecodeError:
            found.problem(Origin(name), "is no text in UTF-8")
    take(documents, found)
    return found


def take(documents: list[Document], found: Found) -> None:
    """Add what answers of the service say."""
    pages, unfinished = Counter[str](), dict[str, Document]()
    for document in documents:
        kind = _kind(document.value)
        if kind is None:
            found.problem(document.origin(), "is no answer of a get command of the service, and left out")
            continue
        _READERS[kind](document, found)
        about = f"{kind} of {_list_name(document.file)}" if kind == "elements" else kind
        pages[about] += 1
        if document.value.get(_TOKEN):
            pages[f"{about} with more"] += 1
            unfinished[about] = document
    for about, document in unfinished.items():
        if pages[f"{about} with more"] == pages[about]:
            found.problem(document.origin(_TOKEN), "is not the last page: ask again with --next-token for the others")


def _kind(value: Any) -> str | None:
    return next((kind for kind in _READERS if kind in value), None) if isinstance(value, dict) else None


def _each(document: Document, member: str, found: Found) -> Iterator[tuple[Mapping[str, Any], Origin]]:
    """Yield the objects of a member, with their places."""
    values = document.value[member]
    for place, each in enumerate(values if isinstance(values, list) else [values]):
        if isinstance(each, dict):
            yield each, document.origin(member, place)
        else:
            found.problem(document.origin(member, place), f"a member of {member} is no object, and left out")


def _text(value: Mapping[str, Any], member: str) -> str | None:
    text = value.get(member)
    return text if isinstance(text, str) else None


def _texts(value: Mapping[str, Any], member: str) -> tuple[str, ...]:
    texts = value.get(member)
    return tuple(each for each in texts if isinstance(each, str)) if isinstance(texts, list) else ()


def _detectors(document: Document, found: Found) -> None:
    for each, origin in _each(document, "detectors", found):
        identity, event_type = _text(each, "detectorId"), _text(each, "eventTypeName")
        if identity and event_type:
            found.event_type_of[identity] = event_type
        else:
            found.problem(origin, "a detector without detectorId or eventTypeName is left out")


def _version(document: Document, found: Found) -> None:
    value = document.value
    identity, number = _text(value, "detectorId"), _text(value, "detectorVersionId")
    if not identity or not number:
        found.problem(document.origin(), "a version of a detector without detectorId or detectorVersionId is left out")
        return
    rules = [(each, origin) for each, origin in _each(document, "rules", found)] if "rules" in value else []
    named = [(_text(each, "ruleId"), _text(each, "ruleVersion"), origin) for each, origin in rules]
    for rule, version, origin in named:
        if not rule or not version:
            found.problem(origin, "a rule without ruleId or ruleVersion is left out")
    found.versions.append(
        Version(
            detector=identity,
            number=number,
            status=_text(value, "status") or "UNKNOWN",
            first_matched=value.get("ruleExecutionMode") != "ALL_MATCHED",
            rules=tuple((rule, version) for rule, version, _ in named if rule and version),
            origin=document.origin(),
            models=tuple(_models(document, found)) if "modelVersions" in value else (),
        )
    )


def _models(document: Document, found: Found) -> Iterator[ModelVersion]:
    for each, origin in _each(document, "modelVersions", found):
        name, kind, number = (_text(each, member) for member in ("modelId", "modelType", "modelVersionNumber"))
        if name and kind and number:
            yield ModelVersion(id=name, type=kind, number=number)
        else:
            found.problem(origin, "a model without modelId, modelType or modelVersionNumber is left out")


def _rules(document: Document, found: Found) -> None:
    for place, (each, origin) in enumerate(_each(document, "ruleDetails", found)):
        detector, rule, version = (_text(each, name) for name in ("detectorId", "ruleId", "ruleVersion"))
        expression = _text(each, "expression")
        if not (detector and rule and version and expression is not None):
            said = f"rule {rule or place + 1} lacks detectorId, ruleId, ruleVersion or expression, and is left out"
            found.problem(origin, said)
            continue
        found.rules[detector, rule, version] = Rule(
            id=rule,
            version=version,
            expression=expression,
            outcomes=_texts(each, "outcomes"),
            origin=document.origin("ruleDetails", place, "expression"),
            description=_text(each, "description"),
        )


def _variables(document: Document, found: Found) -> None:
    for each, origin in _each(document, "variables", found):
        name, data_type = _text(each, "name"), _text(each, "dataType")
        if not name or not data_type:
            found.problem(origin, f"variable {name or ''} lacks its name or its dataType, and is left out")
            continue
        found.variables[name] = Variable(
            name=name,
            data_type=data_type,
            source=_text(each, "dataSource") or EVENT,
            default=_text(each, "defaultValue"),
            variable_type=_text(each, "variableType"),
        )


def _event_types(document: Document, found: Found) -> None:
    for each, origin in _each(document, "eventTypes", found):
        if name := _text(each, "name"):
            found.event_types[name] = EventType(
                name=name,
                variables=_texts(each, "eventVariables"),
                labels=_texts(each, "labels"),
                entity_types=_texts(each, "entityTypes"),
            )
        else:
            found.problem(origin, "an event type without a name is left out")


def _outcomes(document: Document, found: Found) -> None:
    for each, _ in _each(document, "outcomes", found):
        if name := _text(each, "name"):
            found.outcomes[name] = _text(each, "description")


def _lists(document: Document, found: Found) -> None:
    for each, _ in _each(document, "lists", found):
        if name := _text(each, "name"):
            known = found.lists.get(name)
            found.lists[name] = NamedList(
                name=name, elements=known.elements if known else None, variable_type=_text(each, "variableType")
            )


def _elements(document: Document, found: Found) -> None:
    name, values = _list_name(document.file), document.value["elements"]
    if not name:
        found.problem(
            document.origin(),
            "which list has these elements is in no answer: name the file get-list-elements-LIST.json",
        )
        return
    here = [
        (each, document.origin("elements", place))
        for place, each in enumerate(values if isinstance(values, list) else [])
    ]
    known = found.lists.get(name)
    before = known.elements or () if known else ()
    found.lists[name] = NamedList(
        name=name,
        elements=(*before, *((each, origin) for each, origin in here if isinstance(each, str))),
        variable_type=known.variable_type if known else None,
    )


def _list_name(file: str) -> str:
    """Return the list whose elements a file has, which the service's answer does not say.

    A list's name has no dash: `get-list-elements-blocked-2.json` is the second page of the list `blocked`.
    """
    found = _LIST.match(Path(file).stem)
    return found[1] if found else ""


def _model(document: Document, found: Found) -> None:
    schema = document.value.get("trainingDataSchema")
    labels = schema.get("labelSchema") if isinstance(schema, dict) else None
    mapper = labels.get("labelMapper") if isinstance(labels, dict) else None
    if isinstance(mapper, dict):
        mapped = {str(name): _texts(mapper, name) for name in mapper}
        found.label_mappers[_text(document.value, "modelId") or ""] = mapped


def _nothing(document: Document, found: Found) -> None:
    """Take an answer of which nothing is needed."""


_READERS: Mapping[str, Callable[[Document, Found], None]] = {
    "detectors": _detectors,
    "detectorVersionSummaries": _nothing,
    "ruleDetails": _rules,
    "ruleExecutionMode": _version,
    "detectorVersionId": _version,
    "variables": _variables,
    "eventTypes": _event_types,
    "outcomes": _outcomes,
    "labels": _nothing,
    "entityTypes": _nothing,
    "lists": _lists,
    "elements": _elements,
    "trainingDataSchema": _model,
    "modelVersionDetails": _nothing,
    "models": _nothing,
    "externalModels": _nothing,
}
"""By a member that tells an answer from the others."""
