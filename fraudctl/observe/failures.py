"""Why functions fail: the last error of each, from its log, or from its own answer where it cannot even start."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulator.emulator import PROJECT
from fraudctl.observe.log_line import LogLine
from fraudctl.observe.logs import LogReader, function_names
from fraudctl.observe.unimportable import traceback_of_import
from fraudctl.stacks.target import Target

FRAME = re.compile(r'File "([^"]+)", line (\d+)')
OURS = re.compile(r".*/(handlers/.*\.py)")

NOTHING_TO_DO: dict[str, dict[str, Any]] = {
    "ingestion": {"resource": "", "body": ""},
    "processing": {"Records": []},
    "scoring": {"transactions": []},
}
"""Events that a function answers at once, and that change nothing."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A function's last error, how often it failed, and the line of its log if it wrote one."""

    stage: str
    message: str
    place: str
    """File and line, as `handlers/decision/rules.py, line 23`; empty where nobody says so."""
    count: int
    line: LogLine | None = None

    def __str__(self) -> str:
        """Say it in a line."""
        times = "once" if self.count == 1 else f"{self.count} times"
        return f"{self.stage} failed {times}: {self.message}" + (f" ({self.place})" if self.place else "")

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        said = {"line": self.line.as_json()} if self.line else {}
        return {"stage": self.stage, "message": self.message, "place": self.place, "count": self.count, **said}


def find_logged_failures(target: Target, since: datetime) -> list[Failure]:
    """Return the last error that each function has logged since then."""
    logs, found = LogReader(target), []
    for stage in function_names(target):
        if errors := [line for line in logs.read((stage,), since) if line.failed]:
            last = errors[-1]
            place = error_location(last)
            found.append(Failure(stage=stage, message=last.message, place=place, count=len(errors), line=last))
    return found


def find_invocation_failures(target: Target) -> Iterator[Failure]:
    """Invoke each function with nothing to do, and yield what those say that fail even so, as where an import does.

    It is for the embedded AWS, whose functions are this project's files.
    """
    client = target.client("lambda")
    for stage, name in function_names(target).items():
        answer = client.invoke(FunctionName=name, Payload=json.dumps(NOTHING_TO_DO.get(stage, {})).encode())
        if answer.get("FunctionError"):
            said = json.loads(answer["Payload"].read())
            message = f"{said.get('errorType', 'Error')}: {said.get('errorMessage', '')}"
            place = _last_frame(str(said.get("stackTrace", "")))
            if not place and (here := _imported_here(client, name)):
                message, place = here.rpartition("\n")[2], _last_frame(here)
            yield Failure(stage=stage, message=message, place=place, count=1)


def error_location(line: LogLine) -> str:
    """Return the file and the line of an error: where the function's own code was last."""
    said = [line.fields.get(name, "") for name in ("exception", "stackTrace", "stack_trace", "location")]
    return _last_frame("\n".join("\n".join(map(str, each)) if isinstance(each, list) else str(each) for each in said))


def _imported_here(client: Any, function: str) -> str:
    """Return the traceback of the function's import on this machine, empty where it is none of the function's code."""
    configuration = client.get_function_configuration(FunctionName=function)
    variables = configuration.get("Environment", {}).get("Variables", {})
    said = traceback_of_import(PROJECT, configuration["Handler"], variables).rstrip()
    return said if OURS.search(said) else ""


def _last_frame(traceback: str) -> str:
    frames = FRAME.findall(traceback.replace('\\"', '"'))
    ours = [(match[1], number) for file, number in frames if (match := OURS.match(file))]
    return "{}, line {}".format(*(ours or frames)[-1]) if frames else ""
