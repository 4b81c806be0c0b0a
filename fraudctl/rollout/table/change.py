"""A change of a strategy, a pointer or a list, as its row in the strategies table records it."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

import msgspec

from handlers.decision.strategy.pointers import CHANGE_KIND

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
    strategy: str | None = None
    """The name of the strategy that `after` is the digest of."""
    percent: int | None = None
    note: str | None = None
    forced: list[str] = []
    """The guards that were overridden."""
    stopped: list[str] = []
    """Pointers that were cleared with it, as what they pointed at could not stay."""
    made: dict[str, int] = {}
    """The version that each pointer got by it."""
    list_name: str | None = msgspec.field(default=None, name="list")
    entity: str | None = None
    """Of a list, the entity that was put on it or taken off: its kind, `#` and its id."""
    file: str | None = None
    """Of an import, the file's name."""
    lists: dict[str, int] = {}
    """Of an import, the number of entries written, by list."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the change that a row, as plain values, records; what somebody made of it by hand is left out."""
        fields = {name: _plain(row[name]) for name in cls.__struct_encode_fields__ if name in row}
        try:
            return msgspec.convert(fields, cls)
        except msgspec.ValidationError:
            written = str(row.get("id", ""))
            at = str(row.get("at") or written.partition("#")[0])
            return cls(id=written, action=str(row.get("action", "")), at=at, by=str(row.get("by", "")))

    @property
    def row(self) -> dict[str, Any]:
        """Return the row that records it, as plain values."""
        return {"kind": CHANGE_KIND, **msgspec.to_builtins(self)}

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
        return {name: value for name, value in msgspec.to_builtins(self).items() if name not in ("made", "id")}


def _plain(value: Any) -> Any:
    """Return a value of a row with its whole numbers as such."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value


def change_id(at: str) -> str:
    """Return the id of a change that is made at a time in ISO 8601, which sorts by it and is nobody else's."""
    return f"{at}#{secrets.token_hex(4)}"
