"""The functions' logs, read from CloudWatch Logs and merged by time."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.observe.log_events import log_events
from fraudctl.observe.log_line import LogLine, parse_log_events
from fraudctl.stacks.target import Target
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.invisible import is_hidden

EXPORT = "_function_name"
LATE = timedelta(seconds=15)
"""The time within which CloudWatch shows a line that was written; no figure is promised, seconds are usual."""

EVERY = 2.0
"""Seconds between two polls when following: three log groups, of the 5 calls a second that an account has."""

PLAIN = re.compile(r"\w(?:[\w.:/@#=+-]*\w)?", re.ASCII)
"""A part of an id that neither JSON nor a filter pattern in quotes spells in another way."""

LETTER = re.compile(r"\w")


def function_names(target: Target) -> dict[str, str]:
    """Return the physical names of the stack's functions, by stage."""
    return {key.removesuffix(EXPORT): name for key, name in target.exports.items() if key.endswith(EXPORT)}


def choose_stages(target: Target, wanted: str | None) -> list[str]:
    """Return the stages that a person asks for: all, or one by its name or its function's name.

    Raises:
        CommandError: there is no such stage; names those that there are.
    """
    known = function_names(target)
    stages = [stage for stage, name in known.items() if wanted in (None, stage, name)]
    if not stages:
        raise CommandError(f"there is no function {escape_invisible(wanted or '')}: choose one of {', '.join(known)}")
    return stages


class LogReader:
    """The logs of one stack's functions."""

    def __init__(self, target: Target) -> None:
        self._client = target.client("logs")
        self._names = function_names(target)

    def known(self, *stages: str) -> list[str]:
        """Return those of the stages that the stack has: one that an older release deployed lacks the newer ones."""
        return [stage for stage in stages if stage in self._names]

    def read(
        self, stages: Sequence[str], since: datetime, until: datetime | None = None, text: str | None = None
    ) -> list[LogLine]:
        """Return all lines of a span of time, merged by time; with `text`, those that may contain it."""
        found = [line for stage in stages for line in parse_log_events(stage, self._events(stage, since, until, text))]
        return sorted(found, key=lambda line: line.at)

    def _events(
        self, stage: str, since: datetime, until: datetime | None, text: str | None
    ) -> Iterator[dict[str, Any]]:
        request: dict[str, Any] = {
            "logGroupName": f"/aws/lambda/{self._names[stage]}",
            "startTime": max(0, int(since.timestamp() * 1000)),
        }
        if until:
            request["endTime"] = int(until.timestamp() * 1000) + 1
        if text and (pattern := filter_pattern(text)):  # terms: JSON patterns cannot look into an array
            request["filterPattern"] = pattern
        return log_events(self._client, **request)


class LogFollower:
    """The log lines since a time, then at each poll the new ones."""

    def __init__(self, stages: Sequence[str], since: datetime) -> None:
        self._stages = stages
        self._since = self._start = since
        self._seen: dict[tuple[Any, ...], datetime] = {}

    def poll(self, target: Target) -> list[LogLine]:
        """Return the lines that no poll before has returned; one that fails changes nothing."""
        found = {_identity(line): line for line in LogReader(target).read(self._stages, self._start)}
        new = [line for key, line in found.items() if key not in self._seen]
        self._seen |= {key: line.at for key, line in found.items()}
        newest = max(self._seen.values(), default=self._since)
        self._start = max(self._since, newest - LATE)
        self._seen = {key: at for key, at in self._seen.items() if at >= self._start - LATE}
        return new


def _identity(line: LogLine) -> tuple[Any, ...]:
    return line.at, line.stage, line.message, line.request_id, str(line.fields)


def filter_pattern(identity: str) -> str | None:
    r"""Return a filter pattern that matches every line with the id; None where all lines have to be read.

    A line is JSON, where a `"`, a `\` or an invisible character of an id is escaped, and nobody documents how patterns
    spell those. So a pattern holds only the parts of an id that stand in the line as they are, between characters that
    end a word, since a term may have to be a whole word. It may match other lines too: the caller checks each.
    """
    terms = [found[0] for found in PLAIN.finditer(identity) if _is_whole(identity, found)]
    return " ".join(f'"{term}"' for term in dict.fromkeys(terms)) or None


def _is_whole(identity: str, found: "re.Match[str]") -> bool:
    """Return whether the part is bounded by the id's ends or by characters that end a word, in JSON too."""
    around = identity[max(0, found.start() - 1) : found.start()] + identity[found.end() : found.end() + 1]
    return not any(LETTER.match(each) or is_hidden(each) for each in around if each != " ")
