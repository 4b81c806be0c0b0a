"""The functions' logs, read from CloudWatch Logs and merged by time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.observe.line import Line, lines
from fraudctl.observe.patterns import pattern_of
from fraudctl.stacks.target import Target
from fraudctl.terminal.escaping import escape_invisible

EXPORT = "_function_name"
LATE = timedelta(seconds=15)
"""How much later than a line was written CloudWatch may show it; no figure is promised, seconds are usual."""

EVERY = 2.0
"""Seconds between two looks when following: three log groups, of the 5 calls a second that an account has."""


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
        raise CommandError(f"there is no function {escape_invisible(wanted or '')}: choose one of {', '.join(known)}")
    return stages


class Logs:
    """Reads what the functions of one stack wrote."""

    def __init__(self, target: Target) -> None:
        self._client = target.client("logs")
        self._names = functions(target)

    def read(
        self, stages: Sequence[str], since: datetime, until: datetime | None = None, text: str | None = None
    ) -> list[Line]:
        """All lines of a span of time, merged by time; with `text`, those that may contain it."""
        found = [line for stage in stages for line in lines(stage, self._events(stage, since, until, text))]
        return sorted(found, key=lambda line: line.at)

    def _events(
        self, stage: str, since: datetime, until: datetime | None, text: str | None
    ) -> Iterator[dict[str, Any]]:
        asked: dict[str, Any] = {
            "logGroupName": f"/aws/lambda/{self._names[stage]}",
            "startTime": max(0, int(since.timestamp() * 1000)),
        }
        if until:
            asked["endTime"] = int(until.timestamp() * 1000) + 1
        if text and (pattern := pattern_of(text)):  # terms: JSON patterns cannot look into an array
            asked["filterPattern"] = pattern
        for page in self._client.get_paginator("filter_log_events").paginate(**asked):
            yield from page["events"]


class Follower:
    """What was written since a time, then at each look what is new."""

    def __init__(self, stages: Sequence[str], since: datetime) -> None:
        self._stages = stages
        self._since = self._start = since
        self._shown: dict[tuple[Any, ...], datetime] = {}

    def look(self, target: Target) -> list[Line]:
        """Return the lines that no look before has returned; one that fails changes nothing."""
        found = {_identity(line): line for line in Logs(target).read(self._stages, self._start)}
        fresh = [line for key, line in found.items() if key not in self._shown]
        self._shown |= {key: line.at for key, line in found.items()}
        newest = max(self._shown.values(), default=self._since)
        self._start = max(self._since, newest - LATE)
        self._shown = {key: at for key, at in self._shown.items() if at >= self._start - LATE}
        return fresh


def _identity(line: Line) -> tuple[Any, ...]:
    return line.at, line.stage, line.message, line.request_id, str(line.fields)
