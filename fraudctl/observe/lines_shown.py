"""Log lines as a person reads them: time, function, level, message, fields; a colour for each function."""

from typing import Any

from rich.text import Text

from fraudctl.observe.line import Line

STAGES = {"ingestion": "cyan", "processing": "magenta", "scoring": "blue"}
OTHER = "white"
LEVELS = {"ERROR": "bold red", "CRITICAL": "bold red", "FATAL": "bold red", "WARNING": "yellow", "WARN": "yellow"}
LISTED = 3


def shown(line: Line) -> Text:
    """One line, or for a traceback as many as it has."""
    text = Text()
    text.append(f"{line.at:%H:%M:%S}.{line.at.microsecond // 1000:03} ", "dim")
    text.append(f"{line.stage:10} ", STAGES.get(line.stage, OTHER))
    text.append(f"{line.level or '-':7} ", LEVELS.get(line.level, "green"))
    text.append(line.message, LEVELS.get(line.level, "bold"))
    for name, value in line.fields.items():
        if name not in ("exception", "stackTrace", "stack_trace"):
            text.append(f"  {name}=", "dim").append(_short(value))
    for name, value in (("request", line.request_id), ("trace", line.trace_id)):
        if value:
            text.append(f"  {name}={value}", "dim")
    if exception := line.fields.get("exception") or line.fields.get("stackTrace"):
        rows = exception if isinstance(exception, list) else str(exception).splitlines()
        text.append("".join(f"\n    {str(row).rstrip()}" for row in rows), "red")
    return text


def _short(value: Any) -> str:
    match value:
        case list() if len(value) > LISTED:
            return f"[{', '.join(map(_short, value[:LISTED]))}, {len(value) - LISTED} more]"
        case list():
            return f"[{', '.join(map(_short, value))}]"
        case dict():
            return "{" + " ".join(f"{key}={_short(item)}" for key, item in value.items()) + "}"
        case None:
            return "none"
        case bool():
            return str(value).lower()
    return str(value)
