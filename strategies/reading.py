"""A strategy's file, read: its bytes as a text, the text as YAML, and what is wrong with either."""

from collections.abc import Sequence
from pathlib import Path as File
from typing import Any

import yaml

from handlers.decision.strategy.problem import Problem
from strategies.source import LINE_END, Source
from strategies.unquoted import CONDITION, UnquotedCondition, blanked, unquoted
from strategies.yaml_reader import Place, YamlReader
from strategies.yaml_tree import UnreadYaml, compose

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest strategy, with examples and remarks, is far smaller."""

MOST_REPEATS = 4
"""Values beside the first that are checked of a key that is given several times."""

BYTE_ORDER_MARK = "\ufeff"
"""The first character of files that some editors write."""


class UnreadableFile(Exception):
    """Raised when a file cannot be read, or is too large, with its `name` and the `reason`."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


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
    source = _parse(text, name, text)
    if found := [each for each in unquoted(text) if source.document is None or each.begin in _conditions(source)]:
        return _parse(blanked(text, found), name, text, found)
    return source


def _parse(text: str, name: str, shown: str, found: Sequence[UnquotedCondition] = ()) -> Source:
    """Return what a text says in which these conditions were blanked, each of which is a problem."""
    reader, repeats, document = YamlReader(), list[YamlReader](), None
    lines = tuple(LINE_END.split(shown))
    documents: list[Any] = []
    try:
        if node := compose(text):
            document = reader.document(node)
            repeats += [YamlReader(turn) for turn in range(1, min(reader.repeated, MOST_REPEATS) + 1)]
            documents += [each.document(node) for each in repeats]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.places[()] = Place(mark.line, mark.column) if mark else Place(0, 0)
        reader.problems.append(Problem((), _said(error)))
    except yaml.reader.ReaderError as error:
        before = LINE_END.split(text[: error.position])
        reader.places[()] = Place(len(before) - 1, len(before[-1]))
        reader.problems.append(Problem((), f"this is no YAML: the character U+{error.character:04X} stands in none"))
    for each in (reader, *repeats):
        _note(each, found)
    others = tuple(
        Source(name, text, lines, value, each.places, each.keys, tuple(each.problems))
        for each, value in zip(repeats, documents, strict=True)
    )
    return Source(name, text, lines, document, reader.places, reader.keys, tuple(reader.problems), others)


def _note(reader: YamlReader, found: Sequence[UnquotedCondition]) -> None:
    """Note the conditions as problems of the reader, of fields of rules where it came so far."""
    paths = {place.begin: path for path, place in reader.places.items() if path[-1:] == (CONDITION,)}
    for each in found:
        path = paths.get(each.begin, (CONDITION, each.line))
        reader.places.setdefault(path, Place(each.line, each.column))
        reader.problems.append(Problem(path, each.message, each.hint))


def _conditions(source: Source) -> set[int]:
    """Return where the conditions of the rules begin."""
    return {place.begin for path, place in source.places.items() if path[:1] == ("rules",) and path[2:] == (CONDITION,)}


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
