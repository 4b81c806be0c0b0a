"""The functions' log: one JSON object a line, with identifiers, counts and scores, and never a payload.

Lambda passes lines of JSON on unchanged, and filters by their level if `timestamp` is in the form of RFC 3339. It takes
a level that it does not know for INFO; its name for a warning is WARN.
"""

import os
import re
import sys
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from handlers.contract.invisible import legible_json

_encode = msgspec.json.Encoder().encode


class LambdaContext(Protocol):
    """The part of Lambda's context that the functions use."""

    @property
    def aws_request_id(self) -> str: ...


def trace_id() -> str | None:
    """Return the X-Ray trace's id, from the header that Lambda sets before each invocation; None outside a trace."""
    header = re.search(r"Root=([\w-]+)", os.environ.get("_X_AMZN_TRACE_ID", ""))
    return header.group(1) if header else None


class Logger:
    """The log of one function; bound fields are in every line until they are bound again."""

    def __init__(self, service: str) -> None:
        self._stream = sys.stdout
        self._bound: dict[str, Any] = {"service": service}

    def bind(self, **fields: Any) -> None:
        """Add these fields to every line from now on."""
        self._bound.update(fields)

    def info(self, message: str, **fields: Any) -> None:
        self._write("INFO", message, fields)

    def warning(self, message: str, **fields: Any) -> None:
        self._write("WARN", message, fields)

    def error(self, message: str, **fields: Any) -> None:
        self._write("ERROR", message, fields)

    def _write(self, level: str, message: str, fields: dict[str, Any]) -> None:
        timestamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"timestamp": timestamp, "level": level, "message": message, **self._bound, **fields}
        if trace := trace_id():
            line["xray_trace_id"] = trace
        text = legible_json(_encode(line).decode())
        self._stream.write(text + "\n")  # one write, so that lines of other threads do not mix with it
        self._stream.flush()
