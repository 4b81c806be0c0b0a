"""The one form of JSON that all commands print."""

import base64
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

import msgspec

from fraudctl.terminal.times import format_iso
from handlers.contract.invisible import legible_json

JSON_INDENT = 2
_encode = msgspec.json.Encoder(decimal_format="number").encode


def as_json_text(value: Any, *, indent: int | None = JSON_INDENT) -> str:
    """Return a value as JSON: numbers exact, times as ISO 8601 in UTC, sets sorted, binaries in Base64.

    It is safe at a terminal: characters that a reader does not see are escaped. Without an indent it is one row.
    """
    encoded = _encode(_plain(value))
    text = encoded if indent is None else msgspec.json.format(encoded, indent=indent)
    return legible_json(text.decode())


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {_plain(str(name)): _plain(each) for name, each in value.items()}
        case str() | bytes() | datetime():
            return _text(value)
        case AbstractSet() | Sequence():
            return [_plain(each) for each in (sorted(value) if isinstance(value, AbstractSet) else value)]
    return value


def _text(value: str | bytes | datetime) -> str:
    match value:
        case datetime():
            return format_iso(value)
        case bytes():
            return base64.b64encode(value).decode()
    return value.encode(errors="backslashreplace").decode()  # a lone surrogate is no Unicode
