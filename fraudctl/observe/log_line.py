"""A line of a function's log, parsed from any of the forms in which functions and Lambda write."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fraudctl.terminal.times import format_iso

START = re.compile(r"(?:START RequestId|RequestId): ([\w-]+)")
REPORT = re.compile(r"REPORT RequestId: ([\w-]+)\s+Duration: ([\d.]+) ms")
ROUTINE = ("START ", "END ", "REPORT ", "INIT_START ", "EXTENSION\t")
"""Beginnings of the lines that Lambda writes for every invocation, whatever happens in it."""

COMMON_FIELDS = ("level", "message", "timestamp", "service", "_aws", "request_id", "requestId", "xray_trace_id")


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """A log line; `stage` is such as ingestion or decision, `fields` all that stands beside the message."""

    at: datetime
    stage: str
    level: str
    message: str
    request_id: str = ""
    trace_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    routine: bool = False
    """True if Lambda writes it for every invocation."""

    @property
    def failed(self) -> bool:
        """Return whether it reports an error."""
        return self.level in ("ERROR", "CRITICAL", "FATAL")

    @property
    def milliseconds(self) -> float | None:
        """Return the invocation's run time, where the line reports one."""
        reported = REPORT.match(self.message) if self.routine else None
        return float(reported[2]) if reported else None

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        ids = {"request_id": self.request_id, "trace_id": self.trace_id}
        return {
            "time": format_iso(self.at),
            "stage": self.stage,
            "level": self.level,
            "message": self.message,
            **{name: value for name, value in ids.items() if value},
            **self.fields,
        }


def parse_log_events(stage: str, events: Iterable[Mapping[str, Any]]) -> Iterator[LogLine]:
    """Yield the lines in one function's log events, as CloudWatch Logs returns them; a traceback is one line."""
    traceback: list[Mapping[str, Any]] = []
    request_id = ""
    for event in events:
        text = str(event["message"]).rstrip()
        if traceback and (_structured(text) is not None or text.startswith(ROUTINE)):
            yield _traceback(stage, traceback, request_id)
            traceback = []
        if (content := _structured(text)) is not None:
            yield _line(stage, event, content)
        elif text.startswith(ROUTINE):
            request_id = match[1] if (match := START.search(text)) else request_id
            yield LogLine(at=_time(event), stage=stage, level="", message=text, request_id=request_id, routine=True)
        elif traceback or text.startswith("Traceback"):
            traceback.append(event)
        elif text:
            level = "ERROR" if "Task timed out" in text or text.startswith("[ERROR]") else ""
            yield LogLine(at=_time(event), stage=stage, level=level, message=text, request_id=request_id)
    if traceback:
        yield _traceback(stage, traceback, request_id)


def _line(stage: str, event: Mapping[str, Any], content: Mapping[str, Any]) -> LogLine:
    platform = isinstance(content.get("record"), dict) and "type" in content
    rest = (
        dict(content["record"])
        if platform
        else {name: content[name] for name in content if name not in _common_names(content)}
    )
    return LogLine(
        at=_written_at(content) or _time(event),
        stage=stage,
        level=str(content.get("level", "")),
        message=str(content["type"] if platform else content.get("message", "")),
        request_id=str(content.get("request_id") or content.get("requestId") or rest.pop("requestId", "")),
        trace_id=str(content.get("xray_trace_id") or ""),
        fields=rest,
    )


def _common_names(content: Mapping[str, Any]) -> set[str]:
    """Return the names that are not fields of the line: those of every line, and the metrics that it carries."""
    metrics = content.get("_aws", {}).get("CloudWatchMetrics", [])
    names = {each["Name"] for metric in metrics for each in metric["Metrics"]}
    return {*COMMON_FIELDS, *names, *(name for metric in metrics for each in metric["Dimensions"] for name in each)}


def _traceback(stage: str, events: list[Mapping[str, Any]], request_id: str) -> LogLine:
    texts = [str(event["message"]).rstrip() for event in events]
    last = next(text for text in reversed(texts) if text)
    traceback = {"exception": "\n".join(texts)}
    return LogLine(
        at=_time(events[0]), stage=stage, level="ERROR", message=last, request_id=request_id, fields=traceback
    )


def _structured(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _time(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["timestamp"] / 1000, UTC)


def _written_at(content: Mapping[str, Any]) -> datetime | None:
    """Return the time at which the line was written; the event's time may be that of its ingestion."""
    try:
        at = datetime.fromisoformat(str(content.get("timestamp")))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
