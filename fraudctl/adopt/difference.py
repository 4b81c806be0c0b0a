"""Which part of a property differs: by its path in a document, and of a long text the place where it begins to."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fraudctl.adopt.compare import normalize

MAX_TEXT = 60
"""Characters of a text that are shown."""

CONTEXT = 20
"""Of them, how many stand before the first that differs."""

NOTHING = "-"
ABSENT = object()
"""What a document has in the place of a member that only the other one has; None is a value, JSON's null."""

LABELS = ("Sid", "name", "key", "id", "attributeName")
"""By which of its members an entry of a list is called."""


@dataclass(frozen=True, kw_only=True)
class DifferingPart:
    """A part that differs, as it is and as it is wanted; texts that never read the same."""

    path: str
    now: str
    then: str


def differing_parts(now: Any, then: Any) -> list[DifferingPart]:
    """Return the parts in which two values differ, in the order of the document."""
    return [DifferingPart(path=path, now=left, then=right) for path, left, right in _shown(now, then)]


def _shown(now: Any, then: Any) -> Iterator[tuple[str, str, str]]:
    if normalize(now) == normalize(then):
        return
    for path, left, right in _walk("", *(ABSENT if each is None else each for each in (now, then))):
        yield (path, *_pair(left, right))


def _document(value: Any) -> Any:
    """Return what a text says, where it is JSON."""
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
        gone, come = _left(now, then), _left(then, now)
        for number in range(max(len(gone), len(come))):
            left, right = (each[number] if number < len(each) else ABSENT for each in (gone, come))
            yield from _walk(f"{path}[{_label(left, right)}]", left, right)
    else:
        yield path, now, then


def _left(these: list[Any], those: list[Any]) -> list[Any]:
    """Return those entries that the other list does not have, as often as it does not."""
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
    """Return both in words, cut to where they differ, and spelt out where they would look the same."""
    texts = [_words(now), _words(then)]
    if unicodedata.normalize("NFKC", texts[0]) == unicodedata.normalize("NFKC", texts[1]):
        texts = [NOTHING if each is ABSENT else json.dumps(each) for each in (now, then)]
    first = next((at for at, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]), min(map(len, texts)))
    start = max(0, first - CONTEXT) if max(map(len, texts)) > MAX_TEXT else 0
    left, right = (_cut(text, start) for text in texts)
    return left, right


def _cut(text: str, start: int) -> str:
    """Return a part of a text that says on which sides there is more."""
    part = text[start : start + MAX_TEXT]
    return f"{'…' if start else ''}{part}{'…' if start + MAX_TEXT < len(text) else ''}"


def _words(value: Any) -> str:
    if value is ABSENT:
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
