"""The functions' log: one JSON object a line, with identifiers, counts and scores, and never a payload.

Lambda keeps lines of JSON as they are, and heeds their level where `timestamp` is in the form of RFC 3339. A level that
it does not know counts as INFO: it calls a warning WARN.
"""

import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from handlers.aws.tracing import trace_id
from handlers.contract.legible_json import legible_json

_encode = msgspec.json.Encoder().encode


class Logger:
    """One function's log; what is bound is in every line until it is bound anew."""

    def __init__(self, service: str) -> None:
        self._stream = sys.stdout
        self._bound: dict[str, Any] = {"service": service}

    def bind(self, **fields: Any) -> None:
        """Has every line from now on carry these fields."""
        self._bound.update(fields)

    def info(self, message: str, **fields: Any) -> None:
        self._say("INFO", message, fields)

    def warning(self, message: str, **fields: Any) -> None:
        self._say("WARN", message, fields)

    def error(self, message: str, **fields: Any) -> None:
        self._say("ERROR", message, fields)

    def _say(self, level: str, message: str, fields: dict[str, Any]) -> None:
        timestamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"timestamp": timestamp, "level": level, "message": message, **self._bound, **fields}
        if trace := trace_id():
            line["xray_trace_id"] = trace
        text = legible_json(_encode(line).decode())
        self._stream.write(text + "\n")  # one write, which other threads cannot tear apart
        self._stream.flush()
