"""A folder of JSON as `aws frauddetector get-…` prints it; the members of a file tell what it is, not its name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.detector import Origin
from fraudctl.fraud_detector.source import account_answers, detector_answers
from fraudctl.fraud_detector.source.account_answers import ELEMENTS, list_name
from fraudctl.fraud_detector.source.found import Found
from fraudctl.fraud_detector.source.located import Document, Unreadable, read_json
from fraudctl.fraud_detector.source.members import Members

_TOKEN = "nextToken"  # noqa: S105 -- the place of the next page, no secret


def _nothing(answer: Members, _: str, found: Found) -> None:
    """Take an answer of which nothing is needed."""


RULES = "ruleDetails"
READERS: Mapping[str, Callable[[Members, str, Found], None]] = {
    "detectors": detector_answers.detectors,
    "detectorVersionSummaries": _nothing,
    RULES: detector_answers.rules,
    "ruleExecutionMode": detector_answers.version,
    "detectorVersionId": detector_answers.version,
    "variables": account_answers.variables,
    "eventTypes": account_answers.event_types,
    "outcomes": account_answers.outcomes,
    "labels": _nothing,
    "entityTypes": _nothing,
    "lists": account_answers.lists,
    ELEMENTS: account_answers.elements,
    "trainingDataSchema": detector_answers.model,
    "modelVersionDetails": _nothing,
    "models": _nothing,
    "externalModels": _nothing,
}
"""By a member that tells an answer from the others."""


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
    last, unfinished = set[str](), dict[str, Document]()
    for document in documents:
        kind = _kind(document.value)
        if kind is None:
            found.problem(document.origin(), "is no answer of a get command of the service, and left out")
            continue
        READERS[kind](Members(document.value, document, found), document.file, found)
        about = _about(kind, document)
        if document.value.get(_TOKEN):
            unfinished[about] = document
        else:
            last.add(about)
    for about, document in unfinished.items():
        if not {about, about.partition(" of ")[0]} & last:  # a page without rules says not of which detector it is
            found.problem(document.origin(_TOKEN), "is not the last page: ask again with --next-token for the others")


def _about(kind: str, document: Document) -> str:
    """Return what an answer is a page of: elements of a list, rules of a detector, or all there is of a kind."""
    if kind == ELEMENTS and (name := list_name(document.file)):
        return f"{kind} of {name}"
    rules = document.value[kind] if kind == RULES and isinstance(document.value[kind], list) else []
    of = {str(each.get("detectorId")) for each in rules if isinstance(each, dict)}
    return f"{kind} of {', '.join(sorted(of))}" if of else kind


def _kind(value: Any) -> str | None:
    return next((kind for kind in READERS if kind in value), None) if isinstance(value, dict) else None
