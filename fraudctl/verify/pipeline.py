"""The pipeline at work: its stream, its queues, its alarms, and the code that its functions run."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3

from emulator.emulator import PROJECT
from fraudctl.errors import CommandError
from fraudctl.observe.collect_health import collect_health
from fraudctl.observe.health import Health
from fraudctl.observe.logs import function_names
from fraudctl.verify.check import CheckResult, StackCheck, absent, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import VerifiedStack

MINUTES = 15
"""The window of the figures."""

LAG = 60.0
"""Seconds that the oldest record may have waited in the stream: the alarm's own default, `alarmLagSeconds`."""

SHOWN = 3
"""Files that are named."""


class Pipeline:
    """The checks of what runs."""

    def __init__(self, stack: VerifiedStack, sources: Path = PROJECT) -> None:
        self._stack, self._sources = stack, sources

    def checks(self) -> Iterator[StackCheck]:
        """Yield the checks."""
        for name, check in {
            "the stream's mapping": self._mapping,
            "the stream's lag": self._lag,
            "dead-letter queues": self._queues,
            "alarms": self._alarms,
            "the functions' code": self._code,
        }.items():
            yield run_check("pipeline", name, check)

    @cached_property
    def _health(self) -> Health:
        return collect_health(self._stack.target, MINUTES)

    def _mapping(self) -> CheckResult:
        target = self._stack.target
        if target.emulator:
            return absent("local mode polls the stream itself")
        name = target.exports["processing_function_name"]
        found = target.client("lambda").list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        if not found:
            return failed("nothing reads the stream", "`pulumi up` makes the mapping; then `fraudctl reconcile`")
        states = {each["State"] for each in found}
        if states != {"Enabled"}:
            return failed(", ".join(sorted(states)), "enable it, or `pulumi up`; then `fraudctl reconcile`")
        return ok(f"enabled; last: {found[0].get('LastProcessingResult', 'nothing yet')}")

    def _lag(self) -> CheckResult:
        ages = [each.age for each in self._health.stages if each.name == "processing" and each.age is not None]
        if not ages:
            return absent("not measured here, or nothing came in this time")
        found = f"{ages[0]:,.1f} s at most in {MINUTES} min"
        return ok(found) if ages[0] <= LAG else warning(found, "docs/runbook.md, on the stream's lag")

    def _queues(self) -> CheckResult:
        letters = {each.name: each.dead_letters for each in self._health.stages if each.dead_letters is not None}
        full = {name: number for name, number in letters.items() if number}
        if not full:
            return ok(f"{len(letters)} queues, all empty")
        found = ", ".join(f"{name}: {number:,}" for name, number in full.items())
        return failed(found, self._commands("dead letters"))

    def _alarms(self) -> CheckResult:
        if not self._health.alarms_work:
            return absent("nobody evaluates alarms here")
        ringing = self._health.alarming
        if ringing:
            return failed(", ".join(each.name for each in ringing), "`fraudctl status`, and the runbook's sections")
        return ok(f"{len(self._health.alarms)} alarms, none rings")

    def _commands(self, about: str) -> str:
        commands = [each.command for each in self._health.remedies if about in each.problem and each.command]
        return ", ".join(f"`{self._health.command(each)}`" for each in commands)

    def _code(self) -> CheckResult:
        client, names = self._stack.target.client("lambda"), function_names(self._stack.target)
        found = {stage: client.get_function(FunctionName=name) for stage, name in names.items()}
        digests = {stage: each["Configuration"]["CodeSha256"] for stage, each in found.items()}
        if len(set(digests.values())) > 1:
            odd = ", ".join(f"{stage} {digest[:8]}" for stage, digest in digests.items())
            return failed(f"functions run different code: {odd}", "an update ended half way: `pulumi up`")
        differing = _differing(_deployed(next(iter(found.values()))["Code"]["Location"]), _sources(self._sources))
        if differing:
            shown = ", ".join(differing[:SHOWN]) + (", …" if len(differing) > SHOWN else "")
            advice = "`pulumi up` brings this checkout's; or verify from the checkout that was deployed"
            return warning(f"{len(differing)} files are not this checkout's: {shown}", advice)
        return ok(f"this checkout's, in all {len(names)} functions")


def _deployed(location: str) -> Mapping[str, bytes]:
    """Return the modules in a function's archive, by name.

    Raises:
        CommandError: the archive is not there.
    """
    answer: Any = urllib3.request("GET", location, timeout=60.0)
    if answer.status != HTTPStatus.OK:
        raise CommandError(f"Lambda's address of the code answers {answer.status}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("handlers/")}


def _sources(project: Path) -> Mapping[str, bytes]:
    """Return this checkout's modules that the program packs, by name."""
    return {each.relative_to(project).as_posix(): each.read_bytes() for each in (project / "handlers").rglob("*.py")}


def _differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
