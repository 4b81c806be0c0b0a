"""The members of an object in a dump, in the service's own forms: what has another one is named, never guessed."""

from collections.abc import Iterator, Mapping
from typing import Any

from fraudctl.fraud_detector.detector import Origin
from fraudctl.fraud_detector.source.found import Found
from fraudctl.fraud_detector.source.located import Document, Path


class Members:
    """An object's members; what has another form is absent, and stands in `broken`."""

    def __init__(self, value: Mapping[str, Any], document: Document, found: Found, path: Path = ()) -> None:
        self._value = value
        self._document = document
        self._found = found
        self._path = path
        self.broken = set[str]()

    def __contains__(self, name: str) -> bool:
        """Return whether a member is there, in whatever form."""
        return self._value.get(name) is not None

    def origin(self, *path: str | int) -> Origin:
        """Return the place of the object, or of what is within it."""
        return self._document.origin(*self._path, *path)

    def leave_out(self, what: str) -> None:
        """Note that the object is left out."""
        self._found.problem(self.origin(), f"{what}, and is left out")

    def text(self, name: str) -> str | None:
        """Return a text; None if it is absent."""
        value = self._value.get(name)
        if value is None or isinstance(value, str):
            return value
        self._break(name, f"{name} is no text, and left out", name)
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list; none if it is absent."""
        return tuple(text for text, _ in self.placed_texts(name))

    def placed_texts(self, name: str) -> Iterator[tuple[str, Origin]]:
        """Yield the texts of a list with their places."""
        for place, each in self._list(name):
            if isinstance(each, str):
                yield each, self.origin(name, place)
            else:
                self._break(name, f"a member of {name} is no text, and left out", name, place)

    def each(self, name: str) -> Iterator["Members"]:
        """Yield the objects of a list."""
        for place, each in self._list(name):
            if isinstance(each, dict):
                yield Members(each, self._document, self._found, (*self._path, name, place))
            else:
                self._break(name, f"a member of {name} is no object, and left out", name, place)

    def within(self, name: str) -> "Members":
        """Return the members of an object; none if it is absent."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, dict):
            self._break(name, f"{name} is no object, and left out", name)
        return Members(value if isinstance(value, dict) else {}, self._document, self._found, (*self._path, name))

    @property
    def names(self) -> list[str]:
        """Return the names of all members."""
        return list(self._value)

    def _list(self, name: str) -> Iterator[tuple[int, Any]]:
        value = self._value.get(name)
        if isinstance(value, list):
            yield from enumerate(value)
        elif value is not None:
            self._break(name, f"{name} is no list, and left out", name)

    def _break(self, name: str, said: str, *path: str | int) -> None:
        self.broken.add(name)
        self._found.problem(self.origin(*path), said)
