"""The values of a template's resources: texts, names and lists, with the references that stand for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from fraudctl.fraud_detector.source.found import Found
from fraudctl.fraud_detector.source.located import Document, Path


class TemplateValues:
    """Reads properties; what is defined elsewhere is known by the end of its ARN."""

    def __init__(self, document: Document, resources: Mapping[str, Any]) -> None:
        self._document = document
        self._resources = resources
        parameters = document.value.get("Parameters")
        self._parameters = parameters if isinstance(parameters, dict) else {}
        self._found = Found()

    def _text(self, properties: Mapping[str, Any], member: str, path: Path) -> str | None:  # noqa: PLR0911 -- one a form
        """Return a text, by a parameter's default where it is a reference to one."""
        match properties.get(member):
            case str() as text:
                return text
            case bool() as truth:
                return str(truth).lower()
            case int() | float() as number:
                return str(number)
            case {"Ref": str() as name} if "Default" in self._parameters.get(name, {}):
                return str(self._parameters[name]["Default"])
            case {"Fn::Sub": str() as text} if "${" not in text:
                return text
            case None:
                return None
        self._found.problem(self._document.origin(*path, member), f"{member} cannot be read without CloudFormation")
        return None

    def _named(self, value: Any) -> str | None:
        """Return the name of a resource of the service that is defined here, or elsewhere."""
        match value:
            case {"Name": str() as name}:
                return name
            case {"Arn": other}:
                return self._named(other)
            case {"Ref": str() as logical} | {"Fn::GetAtt": [str() as logical, *_]}:
                resource = self._resources.get(logical)
                properties = resource.get("Properties") if isinstance(resource, dict) else None
                named = properties.get("Name") if isinstance(properties, dict) else None
                return named if isinstance(named, str) else None
            case {"Fn::Sub": str() as arn}:
                return arn.rpartition("/")[2] or None
            case str() as arn:
                return arn.rpartition("/")[2] or None
        return None

    def _members(self, properties: Mapping[str, Any], name: str, path: Path) -> Iterator[tuple[Any, Path]]:
        """Yield the members of a list with their paths; what is no list is named."""
        values = properties.get(name)
        if isinstance(values, list):
            yield from ((each, (*path, name, place)) for place, each in enumerate(values))
        elif values is not None:
            self._found.problem(self._document.origin(*path, name), f"{name} is no list, and left out")

    def _names(self, properties: Mapping[str, Any], member: str, path: Path) -> tuple[str, ...]:
        names = list[str]()
        for each, where in self._members(properties, member, path):
            if name := self._named(each):
                names.append(name)
            else:
                self._found.problem(self._document.origin(*where), f"a member of {member} has no name that can be read")
        return tuple(names)
