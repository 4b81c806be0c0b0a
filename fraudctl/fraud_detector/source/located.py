"""JSON and YAML of which each value's line is known, so that whatever is wrong is said with its place."""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from json import decoder
from typing import Any

import msgspec

from fraudctl.fraud_detector.detector import Origin

Path = tuple[str | int, ...]

MOST_NODES = 500_000
"""Values of a template; aliases of aliases would make more of a small one."""

DEEPEST = 200

_BLANK = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_SHORT = re.compile(r"[A-Za-z0-9]+")
_ITSELF = ("Ref", "Condition")


class Unreadable(Exception):
    """Raised for a text that is no JSON, or no YAML; says in which line."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Document(msgspec.Struct, frozen=True):
    """A file's content as plain values, and the line of each by its path."""

    file: str
    value: Any
    lines: Mapping[Path, int]

    def origin(self, *path: str | int) -> Origin:
        """Return the place of a value, or of the nearest around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Origin(self.file, self.lines.get(path))


def read_json(text: str, file: str) -> Document:
    """Return the document that a JSON text is.

    Raises:
        Unreadable: it is none.
    """
    reader = _Json(text)
    try:
        value, end = reader.value(0, ())
        end = reader.blank(end)
    except RecursionError:
        raise Unreadable("is nested too deep", None) from None
    except (ValueError, IndexError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise Unreadable(f"is no JSON: {error.msg}", error.lineno) from None
        raise Unreadable("is cut short: it ends before its JSON does", reader.line(len(text))) from None
    if end < len(text):
        raise Unreadable("has something after its JSON", reader.line(end))
    return Document(file, value, reader.lines)


_string: Any = decoder.scanstring  # type: ignore[attr-defined]  # the standard library's own, which has no types
"""Returns the text that begins after a quote, and where it ends."""


class _Json:
    """Reads values, and notes their lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {}

    def line(self, at: int) -> int:
        return bisect_right(self._ends, at - 1) + 1

    def blank(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        at = self.blank(at)
        self.lines[path] = self.line(at)
        match self._text[at]:
            case '"':
                text, end = _string(self._text, at + 1)
                return text, end
            case "{":
                return self._object(at + 1, path)
            case "[":
                return self._array(at + 1, path)
        found = _PLAIN.match(self._text, at)
        if found is None:
            raise json.JSONDecodeError("Expecting value", self._text, at)
        return json.loads(found[0]), found.end()

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.blank(at)
        while self._text[at] != "}":
            if self._text[at] != '"':
                raise json.JSONDecodeError("Expecting property name", self._text, at)
            name, at = _string(self._text, at + 1)
            at = self._after(self.blank(at), ":")
            found[name], at = self.value(at, (*path, name))
            at = self._next(at, "}")
        return found, at + 1

    def _array(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.blank(at)
        while self._text[at] != "]":
            value, at = self.value(at, (*path, len(found)))
            found.append(value)
            at = self._next(at, "]")
        return found, at + 1

    def _next(self, at: int, end: str) -> int:
        """Return where the next member begins, or the end of them is."""
        at = self.blank(at)
        if self._text[at] == end:
            return at
        at = self.blank(self._after(at, ","))
        if self._text[at] == end:
            raise json.JSONDecodeError("Expecting value", self._text, at)
        return at

    def _after(self, at: int, sign: str) -> int:
        if self._text[at] != sign:
            raise json.JSONDecodeError(f"Expecting '{sign}'", self._text, at)
        return at + 1


def read_yaml(text: str, file: str) -> Document:
    """Return the document that a template in YAML is: scalars are texts, `!Ref X` is `{"Ref": "X"}`.

    Raises:
        Unreadable: it is none.
    """
    import yaml  # noqa: PLC0415 -- a dump is JSON

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unreadable(f"is no YAML: {error.problem}", mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, RecursionError):
        raise Unreadable("is no YAML", None) from None
    lines: dict[Path, int] = {}
    value = _plain(root, (), lines) if root else None
    return Document(file, value, lines)


def _plain(node: Any, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if len(lines) > MOST_NODES or len(path) > DEEPEST:
        raise Unreadable("has too many values, or is nested too deep", lines[path])
    match node.id:
        case "mapping":
            value: Any = {each.value: _plain(its, (*path, str(each.value)), lines) for each, its in node.value}
        case "sequence":
            value = [_plain(each, (*path, place), lines) for place, each in enumerate(node.value)]
        case _:
            value = node.value
    if node.tag.startswith("!") and (found := _SHORT.fullmatch(node.tag[1:])):
        name = found[0] if found[0] in _ITSELF else f"Fn::{found[0]}"
        return {name: value.split(".", 1) if name == "Fn::GetAtt" and isinstance(value, str) else value}
    return value
