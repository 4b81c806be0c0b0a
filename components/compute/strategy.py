"""The packaged strategy: the file for people, checked, and written down as the functions read it.

The command line's check says more of a broken file, and where in its conditions; here it is kept from being deployed.
"""

import re
from decimal import Decimal
from pathlib import Path as File
from typing import Any

import pulumi
import yaml

from handlers.decision.document import canonical
from handlers.decision.problem import Path, Problem
from handlers.decision.strategy import load

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""A number as every reader of YAML takes it."""

EXAMPLES = "examples"
"""The part of the file that is for its tests, and no part of the strategy."""


def packaged_strategy(file: File) -> str:
    """Return the strategy in a YAML file as canonical JSON, with exact numbers.

    Raises:
        pulumi.RunError: it cannot be read, or is no strategy; names the file, the lines, and what is wrong.
    """
    reader = _Reader(file)
    try:
        document = reader.document(file.read_text(encoding="utf-8-sig"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise pulumi.RunError(f"{file}:{line}: {error.problem or error.context}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise pulumi.RunError(f"{file}: {' '.join(str(error).split())}") from None
    if isinstance(document, dict):
        document.pop(EXAMPLES, None)
    loaded = load(document)
    if isinstance(loaded, list):
        raise pulumi.RunError("\n".join(map(reader.describe, loaded)))
    return canonical(loaded.document).decode()


class _Reader:
    """Reads the part of YAML that every reader takes for the same, and notes the line of every value."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._lines: dict[Path, int] = {}

    def document(self, text: str) -> Any:
        """Return the document's value; raise YAMLError for anything else."""
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise _unread("anchors, aliases and tags are not read: write the value out", event)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return None if node is None else self._value(node, ())

    def describe(self, problem: Problem) -> str:
        """Return a line about a problem of the document."""
        path = problem.path
        while path not in self._lines and path:
            path = path[:-1]
        hint = f"; {problem.hint}?" if problem.hint else ""
        return f"{self._file}:{self._lines.get(path, 1)}: {problem.message}{hint}"

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self._lines[path] = node.start_mark.line + 1
        match node:
            case yaml.MappingNode():
                return self._mapping(node, path)
            case yaml.SequenceNode():
                return [self._value(each, (*path, place)) for place, each in enumerate(node.value)]
            case yaml.ScalarNode():
                return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise _unread(f"{getattr(key, 'value', 'this')} is no name of a field, or given twice", key)
            found[key.value] = self._value(value, (*path, key.value))
        return found


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style:
        return text
    if NUMBER.fullmatch(text):
        return Decimal(text)
    if text in ("true", "false"):
        return text == "true"
    if not node.tag.endswith(":str"):
        raise _unread(f"{text or 'an empty value'} is read in different ways: put a text in quotes", node)
    return text


def _unread(problem: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)
