"""The part of YAML that every reader takes for the same, with the place of every value.

Refused are plain values that readers disagree on (`yaml_traps`), aliases, which explode, tags, which build objects, and
a key given twice, of which the last one wins without a word.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from handlers.decision.strategy.problem import Path, Problem
from strategies.yaml_traps import BOOLEANS, NUMBER, TRAPS


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a value: line and column from 0, and of a text its first and last character, and its style."""

    line: int
    column: int
    begin: int = 0
    end: int = 0
    style: str | None = None


@dataclass
class YamlReader:
    """Makes plain values of YAML, and notes where each is written and what is wrong."""

    turn: int = 0
    """The place, from 0, of the value that is taken of a key given several times; of fewer values, the last."""
    repeated: int = 0
    """The most times that a key is given beyond once."""
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def document(self, node: yaml.Node) -> Any:
        """Return the document's value; note what keeps it from having one."""
        return self._value(node, ())

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self.places[path] = _place(node)
        match node:
            case yaml.MappingNode():
                return self._mapping(node, path)
            case yaml.SequenceNode():
                return [self._value(each, (*path, place)) for place, each in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        given: dict[str, list[yaml.Node]] = {}
        for key, value in node.value:
            name = _text(key) if isinstance(key, yaml.ScalarNode) else "a key that is a collection"
            where = (*path, name)
            self.keys[where] = _place(key)
            if isinstance(key, yaml.ScalarNode) and (trap := _trap(key)):
                self.problems.append(Problem(where, f"{name or 'an empty name'} is {trap[0]}", "quotes", of_name=True))
                continue
            if name in given or not isinstance(key, yaml.ScalarNode) or name == "<<":
                said = f"{name} is given twice" if name in given else f"{name} is no name of a field"
                self.problems.append(Problem(where, said, of_name=True))
            if name in given or (isinstance(key, yaml.ScalarNode) and name != "<<"):
                given.setdefault(name, []).append(value)
        self.repeated = max([self.repeated, *(len(values) - 1 for values in given.values())])
        taken = {name: values[min(self.turn, len(values) - 1)] for name, values in given.items()}
        return {name: self._value(value, (*path, name)) for name, value in taken.items()}

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        text = _text(node)
        if node.style in ("'", '"', "|", ">"):
            return text
        if NUMBER.fullmatch(text):
            return Decimal(text)
        if text in BOOLEANS:
            return BOOLEANS[text]
        if trap := _trap(node):
            self.problems.append(Problem(path, f"{text or 'an empty value'} is {trap[0]}", trap[1]))
            return None
        return text


def _text(node: yaml.ScalarNode) -> str:
    """Return the text of a value; JSON escapes a character beyond U+FFFF as two, which PyYAML leaves apart."""
    text: str = node.value
    if node.style != '"':
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _trap(node: yaml.ScalarNode) -> tuple[str, str] | None:
    """Return what some readers take a plain value for, and what to write instead."""
    if node.style is not None:
        return None
    found = (each for each in TRAPS if each[0].fullmatch(node.value))
    return next(((taken_for, instead) for _, taken_for, instead in found), None)


def _place(node: yaml.Node) -> Place:
    start, end = node.start_mark, node.end_mark
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    return Place(start.line, start.column, start.index, end.index, style)
