"""A strategy's file: what it says, with the place of every value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import yaml

from handlers.decision.document import Path, Problem
from strategies.written_text import place_of
from strategies.yaml_reader import Place, UnreadYaml, YamlReader

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest strategy, with examples and remarks, is far smaller."""

BYTE_ORDER_MARK = "\ufeff"
"""The first character of files that some editors write."""

LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""An end of a line, to YAML."""


class UnreadableFile(Exception):
    """Raised when a file cannot be read, or is too large, with its `name` and the `reason`."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


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


def read(file: File) -> Source:
    """Return what the file says, and what is wrong with it as a text and as YAML.

    Raises:
        UnreadableFile: it cannot be opened, or is too large.
    """
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableFile(str(file), error.strerror or str(error)) from error
    if len(raw) > LARGEST_FILE:
        raise UnreadableFile(str(file), f"a strategy's file has at most {LARGEST_FILE:,} bytes")
    try:
        return parse(raw.decode().removeprefix(BYTE_ORDER_MARK), str(file))
    except UnicodeDecodeError as error:
        return _undecoded(raw, error.start, str(file))


def parse(text: str, name: str) -> Source:
    """Return what the text of a file of this name says, and what is wrong with it as YAML."""
    reader = YamlReader()
    try:
        document = reader.document(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.places[()] = Place(mark.line, mark.column) if mark else Place(0, 0)
        reader.problems.append(Problem((), _said(error)))
        document = None
    except yaml.reader.ReaderError as error:
        before = LINE_END.split(text[: error.position])
        reader.places[()] = Place(len(before) - 1, len(before[-1]))
        reader.problems.append(Problem((), f"this is no YAML: the character U+{error.character:04X} stands in none"))
        document = None
    return Source(name, text, tuple(LINE_END.split(text)), document, reader.places, reader.keys, tuple(reader.problems))


def _said(error: yaml.MarkedYAMLError) -> str:
    said = str(error.problem or error.context)
    return said if isinstance(error, UnreadYaml) else f"this is no YAML: {said}"


def _undecoded(raw: bytes, byte: int, name: str) -> Source:
    """Return the source of a file that is no UTF-8 from this byte on, with its lines as far as they can be shown."""
    before = LINE_END.split(raw[:byte].decode().removeprefix(BYTE_ORDER_MARK))
    problem = Problem((), f"a strategy's file is text in UTF-8; byte {byte + 1} is none", "save it as UTF-8")
    text = raw.decode(errors="replace").removeprefix(BYTE_ORDER_MARK)
    place = Place(len(before) - 1, len(before[-1]))
    return Source(name, text, tuple(LINE_END.split(text)), None, {(): place}, {}, (problem,))
