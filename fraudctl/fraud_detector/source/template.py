"""A template of CloudFormation, in JSON or YAML, that defines a detector and what it stands on."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as File
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.detector import EVENT, ModelVersion, NamedList, Origin, Rule, Variable
from fraudctl.fraud_detector.source.detector_answers import MODES
from fraudctl.fraud_detector.source.found import EventType, Found, Version
from fraudctl.fraud_detector.source.located import Path, Unreadable, read_json, read_yaml
from fraudctl.fraud_detector.source.template_values import TemplateValues

_TYPE = "AWS::FraudDetector::"
_DRAFT, _FIRST = "DRAFT", "FIRST_MATCHED"
"""The status and the mode of a detector that says none."""


def read_template(file: File) -> Found:
    """Return what a template says.

    Raises:
        CommandError: it is no template, or defines nothing of the service.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        read = read_json if text.lstrip().startswith("{") else read_yaml
        document = read(text, file.name)
    except Unreadable as error:
        raise CommandError(f"{Origin(str(file), error.line)}: {error.reason}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file}: is no text in UTF-8") from None
    resources = document.value.get("Resources") if isinstance(document.value, dict) else None
    if not isinstance(resources, dict) or not any(_kind(each) for each in resources.values()):
        raise CommandError(f"{file}: is no template with resources of {_TYPE}…")
    return _Template(document, resources).found()


def _kind(resource: Any) -> str | None:
    kind = resource.get("Type") if isinstance(resource, dict) else None
    return kind.removeprefix(_TYPE) if isinstance(kind, str) and kind.startswith(_TYPE) else None


class _Template(TemplateValues):
    """Reads resources."""

    def found(self) -> Found:
        readers: Mapping[str, Callable[[Mapping[str, Any], Path], object]] = {
            "Variable": self._variable,
            "List": self._list,
            "Outcome": self._outcome,
            "EventType": self._event_type,
            "Detector": self._detector,
        }
        for kind, read in readers.items():  # a detector comes last: what it names is known by then
            for name, resource in self._resources.items():
                properties = resource.get("Properties") if isinstance(resource, dict) else None
                if _kind(resource) == kind and isinstance(properties, dict):
                    read(properties, ("Resources", name, "Properties"))
        return self._found

    def _variable(self, properties: Mapping[str, Any], path: Path) -> None:
        name, data_type = self._text(properties, "Name", path), self._text(properties, "DataType", path)
        if name and data_type:
            self._found.variables[name] = Variable(
                name=name,
                data_type=data_type,
                source=self._text(properties, "DataSource", path) or EVENT,
                default=self._text(properties, "DefaultValue", path),
                variable_type=self._text(properties, "VariableType", path),
            )
        elif "Arn" not in properties:
            self._found.problem(self._document.origin(*path), f"variable {name or ''} lacks its name or its type")

    def _list(self, properties: Mapping[str, Any], path: Path) -> None:
        if name := self._text(properties, "Name", path):
            elements = list[tuple[str, Origin]]()
            for each, where in self._members(properties, "Elements", path):
                if isinstance(each, str):
                    elements.append((each, self._document.origin(*where)))
                else:
                    self._found.problem(self._document.origin(*where), f"an element of {name} is no text, and left out")
            self._found.lists[name] = NamedList(
                name=name,
                elements=tuple(elements) if isinstance(properties.get("Elements"), list) else None,
                variable_type=self._text(properties, "VariableType", path),
            )

    def _outcome(self, properties: Mapping[str, Any], path: Path) -> None:
        if name := self._text(properties, "Name", path):
            self._found.outcomes[name] = self._text(properties, "Description", path)

    def _event_type(self, properties: Mapping[str, Any], path: Path) -> str | None:
        name = self._named(properties)
        if name is None or not {"EventVariables", "EntityTypes"} & properties.keys():
            return name
        for each, where in self._members(properties, "EventVariables", path):
            if isinstance(each, dict) and "DataType" in each:
                self._variable(each, where)
        self._found.event_types[name] = EventType(
            name=name,
            variables=self._names(properties, "EventVariables", path),
            labels=self._names(properties, "Labels", path),
            entity_types=self._names(properties, "EntityTypes", path),
        )
        return name

    def _detector(self, properties: Mapping[str, Any], path: Path) -> None:
        identity = self._text(properties, "DetectorId", path)
        if not identity:
            self._found.problem(self._document.origin(*path), "a detector without DetectorId is left out")
            return
        event_type = properties.get("EventType")
        if isinstance(event_type, dict) and (name := self._event_type(event_type, (*path, "EventType"))):
            self._found.event_type_of[identity] = name
        rules = list[tuple[str, str]]()
        for each, where in self._members(properties, "Rules", path):
            if rule := self._rule(each if isinstance(each, dict) else {}, where):
                rules.append((rule.id, rule.version))
                self._found.rules[identity, rule.id, rule.version] = rule
        mode = self._text(properties, "RuleExecutionMode", path) or _FIRST
        if mode not in MODES:
            self._found.problem(
                self._document.origin(*path, "RuleExecutionMode"), f"{identity} says no mode that the service has"
            )
            return
        self._found.versions.append(
            Version(
                detector=identity,
                number="1",
                status=self._text(properties, "DetectorVersionStatus", path) or _DRAFT,
                first_matched=MODES[mode],
                rules=tuple(rules),
                origin=self._document.origin(*path),
                models=tuple(self._models(properties, path)),
            )
        )

    def _models(self, properties: Mapping[str, Any], path: Path) -> Iterator[ModelVersion]:
        for each, where in self._members(properties, "AssociatedModels", path):
            arn = self._text(each, "Arn", where) if isinstance(each, dict) else None
            match (arn or "").rpartition("model-version/")[2].split("/"):
                case [kind, name, number]:
                    yield ModelVersion(id=name, type=kind, number=number)
                case _:
                    self._found.problem(self._document.origin(*where), "an associated model whose ARN names none")

    def _rule(self, properties: Mapping[str, Any], path: Path) -> Rule | None:
        identity, expression = self._text(properties, "RuleId", path), self._text(properties, "Expression", path)
        if not identity or expression is None:
            said = f"rule {identity or int(path[-1]) + 1} lacks RuleId or Expression, and is left out"
            self._found.problem(self._document.origin(*path), said)
            return None
        for each, _ in self._members(properties, "Outcomes", path):
            if isinstance(each, dict) and (name := self._named(each)):
                self._found.outcomes.setdefault(name, None)
        return Rule(
            id=identity,
            version=self._text(properties, "RuleVersion", path) or "1",
            expression=expression,
            outcomes=self._names(properties, "Outcomes", path),
            origin=self._document.origin(*path, "Expression"),
            description=self._text(properties, "Description", path),
        )
