"""Log lines as a person reads them: time, function, level, message, fields; a colour for each function."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.observe.log_line import LogLine
from fraudctl.terminal.text import AnyText, Text
from fraudctl.terminal.wrapping import WrappedRow

STAGES = {"decision": "bright_cyan", "ingestion": "cyan", "processing": "magenta"}
STAGES |= {"scoring": "blue", "feedback": "green", "queries": "bright_green", "fraud_detector": "bright_magenta"}
OTHER = "white"
LEVELS = {"ERROR": "bold red", "CRITICAL": "bold red", "FATAL": "bold red", "WARNING": "yellow", "WARN": "yellow"}
LISTED = 3
INDENT = 15
"""Columns before the rows after the first: a little to the right of the function."""

STACK = ("exception", "stackTrace", "stack_trace")
"""The fields that hold a traceback, as a text or in rows."""

OWN_FILE = re.compile(r'File "[^"]*/(handlers/[^"]+)"')
"""A file of the function's own code, wherever it was unpacked."""

TRACES = ("trace", "trace_id")
"""The fields that hold a trace id, shown with --verbose only."""


def render_log_line(line: LogLine, *, verbose: bool = False) -> Group:
    """Return a line with its time, and below it its traceback if it has one."""
    clock = Text().append(f"{line.at:%H:%M:%S}.{line.at.microsecond // 1000:03} ", "dim")
    return Group(*render_log_rows(line, clock, indent=INDENT, verbose=verbose))


def render_log_rows(
    line: LogLine, head: Text, *, indent: int, verbose: bool, note: str = ""
) -> Iterator[RenderableType]:
    """Yield a line after its head, then its traceback; if `verbose`, with request and trace ids and whole lists."""
    head.append(f"{line.stage:10} ", STAGES.get(line.stage, OTHER))
    head.append(f"{line.level or '-':7}", LEVELS.get(line.level, "green"))
    parts = [Text(line.message, LEVELS.get(line.level, "bold")), *_fields(line, verbose=verbose)]
    if note:
        parts.append(Text(f"({note})", "dim"))
    yield WrappedRow(head=head, parts=parts, indent=indent)
    for row in _stack(line.fields):
        yield Text(f"    {row.rstrip()}", "red")


def _fields(line: LogLine, *, verbose: bool) -> Iterator[AnyText]:
    fields = {name: value for name, value in line.fields.items() if name not in STACK}
    if verbose:
        fields |= {"request": line.request_id} if line.request_id else {}
        fields |= {"trace": line.trace_id} if line.trace_id else {}
    for name, value in fields.items():
        if verbose or name not in TRACES:
            yield Text().append(f"{name}=", "dim").append(_short(value, verbose=verbose))


def _stack(fields: Mapping[str, Any]) -> list[str]:
    found: Any = next((fields[name] for name in STACK if fields.get(name)), [])
    texts = found if isinstance(found, list) else [found]
    return [OWN_FILE.sub(r'File "\1"', row) for text in texts for row in str(text).rstrip("\n").split("\n")]


def _short(value: Any, *, verbose: bool) -> str:
    match value:
        case list():
            listed = value if verbose else value[:LISTED]
            more = [f"{len(value) - len(listed)} more"] if len(listed) < len(value) else []
            return f"[{', '.join([*(_short(each, verbose=verbose) for each in listed), *more])}]"
        case dict():
            named = {name: each for name, each in value.items() if verbose or name not in TRACES}
            return "{" + " ".join(f"{name}={_short(each, verbose=verbose)}" for name, each in named.items()) + "}"
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case str() if not value or any(each in value for each in ' "='):
            return json.dumps(value, ensure_ascii=False)  # else it could pass for two fields
    return str(value)
