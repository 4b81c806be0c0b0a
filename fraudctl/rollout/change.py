"""A change of a strategy, a pointer or a list, as its row in the strategies table records it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

import msgspec

ACTIONS = ("deploy", "promote", "stop", "rollback", "override", "list-add", "list-remove", "list-import")


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change; `before` and `after` are versions, outcomes, or absent where nothing was or is pointed at."""

    id: str
    """The time in ISO 8601 to the millisecond, and eight characters that keep two of one millisecond apart."""
    action: str
    at: str
    by: str
    """The ARN of the caller."""
    pointer: str | None = None
    before: str | None = None
    after: str | None = None
    percent: int | None = None
    note: str | None = None
    forced: list[str] = []
    """The guards that were overridden."""
    stopped: list[str] = []
    """Pointers that were cleared with it, as what they pointed at could not stay."""
    made: dict[str, int] = {}
    """The version that each pointer got by it."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the change that a row, as plain values, records; what somebody made of it by hand is left out."""
        fields = {name: _plain(row[name]) for name in cls.__struct_fields__ if name in row}
        try:
            return msgspec.convert(fields, cls)
        except msgspec.ValidationError:
            known = {name: str(row.get(name, "")) for name in ("id", "action", "by")}
            return cls(at=str(row.get("at") or known["id"].partition("#")[0]), **known)

    @property
    def time(self) -> datetime | None:
        """Return when it was made; None where the row does not say."""
        try:
            at = datetime.fromisoformat(self.at)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def facts(self) -> dict[str, Any]:
        """Return it for a program; what it does not have is left out."""
        said = {name: getattr(self, name) for name in ("at", "action", *_FACTS)}
        return {name: value for name, value in said.items() if value not in (None, [], {})}


def _plain(value: Any) -> Any:
    """Return a value of a row with its whole numbers as such."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value


_FACTS = ("pointer", "before", "after", "percent", "by", "note", "forced", "stopped", "id")
