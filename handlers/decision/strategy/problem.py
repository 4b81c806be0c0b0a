"""Problems of a strategy's document: the sentence, the place, and perhaps a hint."""

import msgspec

Path = tuple[str | int, ...]
"""A place in a document: names of fields and places in lists (from 0), from the outside in."""


class Problem(msgspec.Struct, frozen=True):
    """A sentence about what stands at `path`; within a condition, about the character at `column`."""

    path: Path
    message: str
    hint: str | None = None
    column: int | None = None
    of_name: bool = False
    """True if it is about the name of the field, not about its value."""
