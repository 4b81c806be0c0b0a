"""The functions' logs, read from CloudWatch Logs and merged by time."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.observe.line import Line, lines
from fraudctl.target import Target

EXPORT = "_function_name"
LATE = timedelta(seconds=15)
"""How much later than a line was written CloudWatch may show it; no figure is promised, seconds are usual."""

EVERY = 1.0
"""Seconds between two looks when following."""


def functions(target: Target) -> dict[str, str]:
    """The stack's functions: stage → physical name."""
    return {key.removesuffix(EXPORT): name for key, name in target.exports.items() if key.endswith(EXPORT)}


def chosen(target: Target, wanted: str | None) -> list[str]:
    """The stages that a person means: all, or one by its stage or its function's name.

    Raises:
        CommandError: there is none such; names those that are.
    """
    known = functions(target)
    stages = [stage for stage, name in known.items() if wanted in (None, stage, name)]
    if not stages:
        raise CommandError(f"there is no function {wanted}: choose one of {', '.join(known)}")
    return stages


class Logs:
    """Reads what the functions of one stack wrote."""

    def __init__(self, target: Target) -> None:
        self._client = target.client("logs")
        self._names = functions(target)

    def read(
        self, stages: Sequence[str], since: datetime, until: datetime | None = None, text: str | None = None
    ) -> list[Line]:
        """All lines of a span of time, merged by time; with `text`, those that contain it."""
        found = [line for stage in stages for line in lines(stage, self._events(stage, since, until, text))]
        return sorted(found, key=lambda line: line.at)

    def follow(self, stages: Sequence[str], since: datetime) -> Iterator[list[Line]]:
        """What was written since, then again and again what is new; ends never."""
        shown: dict[tuple[Any, ...], datetime] = {}
        nothing, start = threading.Event(), since
        while True:
            fresh = []
            for line in self.read(stages, start):
                key = (line.at, line.stage, line.message, line.request_id, str(line.fields))
                if key not in shown:
                    fresh.append(line)
                shown[key] = line.at
            yield fresh
            newest = max(shown.values(), default=since)
            start = max(since, newest - LATE)
            shown = {key: at for key, at in shown.items() if at >= start - LATE}
            nothing.wait(EVERY)  # a log group cannot be awaited

    def _events(
        self, stage: str, since: datetime, until: datetime | None, text: str | None
    ) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {
            "logGroupName": f"/aws/lambda/{self._names[stage]}",
            "startTime": int(since.timestamp() * 1000),
        }
        if until:
            asked["endTime"] = int(until.timestamp() * 1000) + 1
        if text:  # a quoted term: JSON patterns cannot look into an array, and the embedded AWS knows none
            asked["filterPattern"] = '"' + text.replace('"', '\\"') + '"'
        for page in self._client.get_paginator("filter_log_events").paginate(**asked):
            yield from page["events"]
