"""The parts in which two values of a property differ: by path, and in a long text from the first difference."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fraudctl.adopt.compare import normalize

MAX_TEXT = 60
"""Characters of a text that are shown."""

CONTEXT = 20
"""Characters shown before the first that differs."""

NOTHING = "-"
ABSENT = object()
"""Stands for a member that only the other document has; None is a value, JSON's null."""

LABELS = ("Sid", "name", "key", "id", "attributeName")
"""Members that name an entry of a list."""


@dataclass(frozen=True, kw_only=True)
class DifferingPart:
    """A part that differs, as it is and as it is wanted; the two texts never look the same."""

    path: str
    now: str
    then: str


def differing_parts(now: Any, then: Any) -> list[DifferingPart]:
    """Return the parts in which two values differ, in the order of the document."""
    return [DifferingPart(path=path, now=left, then=right) for path, left, right in _as_texts(now, then)]


def _as_texts(now: Any, then: Any) -> Iterator[tuple[str, str, str]]:
    if normalize(now) == normalize(then):
        return
    for path, left, right in _walk("", *(ABSENT if each is None else each for each in (now, then))):
        yield (path, *_pair(left, right))


def _document(value: Any) -> Any:
    """Return the value of a text that is JSON, else the text."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _walk(path: str, now: Any, then: Any) -> Iterator[tuple[str, Any, Any]]:
    now, then = _document(now), _document(then)
    if normalize(now) == normalize(then):
        return
    if isinstance(now, dict) and isinstance(then, dict):
        for name in {**now, **then}:
            yield from _walk(f"{path}.{name}", now.get(name, ABSENT), then.get(name, ABSENT))
    elif isinstance(now, list) and isinstance(then, list):
        removed, added = _lacking(now, then), _lacking(then, now)
        for number in range(max(len(removed), len(added))):
            left, right = (each[number] if number < len(each) else ABSENT for each in (removed, added))
            yield from _walk(f"{path}[{_label(left, right)}]", left, right)
    else:
        yield path, now, then


def _lacking(these: list[Any], those: list[Any]) -> list[Any]:
    """Return the entries that the other list lacks, as often as it lacks them."""
    rest, left = [normalize(each) for each in those], []
    for each in these:
        if normalize(each) in rest:
            rest.remove(normalize(each))
        else:
            left.append(each)
    return sorted(left, key=lambda each: str(_label(each)))


def _label(*entries: Any) -> str:
    for entry in entries:
        for name in LABELS if isinstance(entry, dict) else ():
            if name in entry:
                return str(entry[name])
    return ""


def _pair(now: Any, then: Any) -> tuple[str, str]:
    """Return both as texts, cut to where they differ, and with escapes where they would look the same."""
    texts = [_text(now), _text(then)]
    if unicodedata.normalize("NFKC", texts[0]) == unicodedata.normalize("NFKC", texts[1]):
        texts = [NOTHING if each is ABSENT else json.dumps(each) for each in (now, then)]
    first = next((at for at, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]), min(map(len, texts)))
    start = max(0, first - CONTEXT) if max(map(len, texts)) > MAX_TEXT else 0
    left, right = (_cut(text, start) for text in texts)
    return left, right


def _cut(text: str, start: int) -> str:
    """Return a part of a text, with an ellipsis where there is more."""
    part = text[start : start + MAX_TEXT]
    return f"{'…' if start else ''}{part}{'…' if start + MAX_TEXT < len(text) else ''}"


def _text(value: Any) -> str:
    if value is ABSENT:
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
