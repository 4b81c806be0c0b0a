"""A line of a function's log, whichever of the forms it was written in."""

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
"""How the lines begin that Lambda writes of every invocation, whatever happens in it."""

TAKEN = ("level", "message", "timestamp", "service", "_aws", "request_id", "requestId", "xray_trace_id")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing said; `stage` is ingestion, processing or scoring, `fields` what was said beside the message."""

    at: datetime
    stage: str
    level: str
    message: str
    request_id: str = ""
    trace_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    routine: bool = False
    """Lambda's own, of every invocation."""

    @property
    def failed(self) -> bool:
        """Whether it tells of an error."""
        return self.level in ("ERROR", "CRITICAL", "FATAL")

    @property
    def milliseconds(self) -> float | None:
        """How long the invocation took, where the line reports one."""
        reported = REPORT.match(self.message) if self.routine else None
        return float(reported[2]) if reported else None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        ids = {"request_id": self.request_id, "trace_id": self.trace_id}
        return {
            "time": format_iso(self.at),
            "stage": self.stage,
            "level": self.level,
            "message": self.message,
            **{name: value for name, value in ids.items() if value},
            **self.fields,
        }


def lines(stage: str, events: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of one function's log events, as CloudWatch Logs gives them; the lines of a traceback are one."""
    traceback: list[Mapping[str, Any]] = []
    request_id = ""
    for event in events:
        text = str(event["message"]).rstrip()
        if traceback and (_structured(text) is not None or text.startswith(ROUTINE)):
            yield _traceback(stage, traceback, request_id)
            traceback = []
        if (said := _structured(text)) is not None:
            yield _line(stage, event, said)
        elif text.startswith(ROUTINE):
            request_id = match[1] if (match := START.search(text)) else request_id
            yield Line(at=_time(event), stage=stage, level="", message=text, request_id=request_id, routine=True)
        elif traceback or text.startswith("Traceback"):
            traceback.append(event)
        elif text:
            level = "ERROR" if "Task timed out" in text or text.startswith("[ERROR]") else ""
            yield Line(at=_time(event), stage=stage, level=level, message=text, request_id=request_id)
    if traceback:
        yield _traceback(stage, traceback, request_id)


def _line(stage: str, event: Mapping[str, Any], said: Mapping[str, Any]) -> Line:
    platform = isinstance(said.get("record"), dict) and "type" in said
    rest = dict(said["record"]) if platform else {name: said[name] for name in said if name not in _taken(said)}
    return Line(
        at=_said_at(said) or _time(event),
        stage=stage,
        level=str(said.get("level", "")),
        message=str(said["type"] if platform else said.get("message", "")),
        request_id=str(said.get("request_id") or said.get("requestId") or rest.pop("requestId", "")),
        trace_id=str(said.get("xray_trace_id") or ""),
        fields=rest,
    )


def _taken(said: Mapping[str, Any]) -> set[str]:
    """What is no field of its own: what every line has, and the metrics that ride on this one."""
    metrics = said.get("_aws", {}).get("CloudWatchMetrics", [])
    names = {each["Name"] for metric in metrics for each in metric["Metrics"]}
    return {*TAKEN, *names, *(name for metric in metrics for each in metric["Dimensions"] for name in each)}


def _traceback(stage: str, events: list[Mapping[str, Any]], request_id: str) -> Line:
    texts = [str(event["message"]).rstrip() for event in events]
    last = next(text for text in reversed(texts) if text)
    traceback = {"exception": "\n".join(texts)}
    return Line(at=_time(events[0]), stage=stage, level="ERROR", message=last, request_id=request_id, fields=traceback)


def _structured(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _time(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["timestamp"] / 1000, UTC)


def _said_at(said: Mapping[str, Any]) -> datetime | None:
    """The line's own time, which is when it was said; the event's may be when it was taken in."""
    try:
        at = datetime.fromisoformat(str(said.get("timestamp")))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
