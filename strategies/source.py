"""A strategy's file once it is read: what it says, with the place of every value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.decision.strategy.problem import Path, Problem
from strategies.written_text import place_of
from strategies.yaml_reader import Place

LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""An end of a line, to YAML."""


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a file, with the places of its values."""

    name: str
    text: str
    lines: tuple[str, ...]
    document: Any
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    """The places at which the names of fields are written."""
    problems: tuple[Problem, ...]
    repeats: "tuple[Source, ...]" = ()
    """The same with the second value of each key that is given twice in place of the first, with the third, and on."""

    def value(self, path: Path) -> Any:
        """Return what stands at the path."""
        found = self.document
        for step in path:
            found = found[step]
        return found

    def position(self, path: Path, column: int) -> tuple[int, int] | None:
        """Return line and column of the character at `column` of the text at the path; None if that is unclear."""
        place, value = self.places.get(path), self.value(path)
        if place is None or not isinstance(value, str):
            return None
        within = place_of(self.text[place.begin : place.end], place.style, value, column)
        if within is None:
            return None
        before = LINE_END.split(self.text[: place.begin + within])
        return len(before) - 1, len(before[-1])

    def place(self, path: Path, *, of_name: bool = False) -> Place:
        """Return where the value at the path, or its name, is written, or the nearest around it that is."""
        if of_name and path in self.keys:
            return self.keys[path]
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(0, 0))
