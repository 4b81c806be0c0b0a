"""The pointers of the strategies table: which version decides, which ones are tried, and the bad day's switch.

Each is a row of its own, written on condition of its version. All four are read by one query, which on AWS may see a
part of a transaction that is just being written: whoever reads them goes by any part of a change without harm.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

PACKAGED = "packaged"
"""Stands for the default that is deployed with the functions, where a digest stands for a document."""

ACTIVE, SHADOW, CHALLENGER, OVERRIDE = "active", "shadow", "challenger", "override"
POINTERS = (ACTIVE, SHADOW, CHALLENGER, OVERRIDE)

DOCUMENT_KIND, POINTER_KIND, CHANGE_KIND = "document", "pointer", "change"
"""The partitions of the table: documents by digest, pointers by name, changes by time."""

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Version = Annotated[str, Meta(pattern=f"^([0-9a-f]{{64}}|{PACKAGED})$")]
Share = Annotated[int, Meta(ge=1, le=100)]
Override = Literal["approve", "review"]


class UnreadablePointers(Exception):
    """Raised for a pointer that somebody changed by hand into what is none, or that a newer release wrote."""


class _Row(msgspec.Struct, frozen=True):
    version: Annotated[int, Meta(ge=1)]


class _Active(_Row, frozen=True):
    digest: Version
    before: tuple[Version, ...] = ()


class _Shadow(_Row, frozen=True):
    digest: Digest | None = None


class _Challenger(_Row, frozen=True):
    digest: Digest | None = None
    percent: Share | None = None


class _Override(_Row, frozen=True):
    outcome: Override | None = None


class Pointers(msgspec.Struct, frozen=True, kw_only=True):
    """All pointers, as one query found them; without a row of its own each points at nothing."""

    active: str = PACKAGED
    """The version that decides."""
    before: tuple[str, ...] = ()
    """The versions that it came after, the latest last: what rolling back returns to."""
    shadow: str | None = None
    challenger: str | None = None
    percent: int = 0
    """Of the customers, for whom the challenger decides."""
    override: Override | None = None
    """The answer in place of every decision's own."""
    versions: Mapping[str, int] = {}
    """Of each pointer that has a row: how often it was changed."""

    @property
    def changes(self) -> int:
        """Return how many changes there were: whoever knows of as many has read the same."""
        return sum(self.versions.values())

    @property
    def documents(self) -> list[str]:
        """Return the digests of the documents that they point at, each once."""
        pointed = (self.active, self.shadow, self.challenger)
        return list(dict.fromkeys(each for each in pointed if each and each != PACKAGED))


_TYPES: Mapping[str, type[_Row]] = {ACTIVE: _Active, SHADOW: _Shadow, CHALLENGER: _Challenger, OVERRIDE: _Override}


def pointers_in(rows: Iterable[Mapping[str, Any]]) -> Pointers:
    """Return the pointers that the rows of their partition hold, as plain values: `id` says which one a row is.

    Raises:
        UnreadablePointers: one of them is damaged; says which and why.
    """
    found = {row["id"]: _row(row) for row in rows if row.get("id") in _TYPES}
    fields: dict[str, Any] = {"versions": {name: row.version for name, row in found.items()}}
    match found.get(ACTIVE):
        case _Active(digest=digest, before=before):
            fields |= {"active": digest, "before": before}
    match found.get(SHADOW):
        case _Shadow(digest=shadow):
            fields["shadow"] = shadow
    match found.get(CHALLENGER):
        case _Challenger(digest=challenger, percent=percent):
            if (challenger is None) != (percent is None):
                raise UnreadablePointers(f"the pointer {CHALLENGER} must have a digest and a percentage, or neither")
            fields |= {"challenger": challenger, "percent": percent or 0}
    match found.get(OVERRIDE):
        case _Override(outcome=outcome):
            fields["override"] = outcome
    return Pointers(**fields)


def _row(row: Mapping[str, Any]) -> _Row:
    try:
        values = {name: _whole(value) if name in ("version", "percent") else value for name, value in row.items()}
        return msgspec.convert(values, _TYPES[row["id"]])
    except (msgspec.ValidationError, TypeError, ValueError, ArithmeticError) as error:
        raise UnreadablePointers(f"the pointer {row['id']} is damaged: {error}") from None


def _whole(value: Any) -> int:
    if (whole := int(value)) != value:
        raise ValueError(f"{value} is no whole number")
    return whole
