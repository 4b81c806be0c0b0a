"""The last error of each function, from its log, or from its answer where it cannot even start."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from emulator.emulator import PROJECT
from fraudctl.observe.log_line import LogLine
from fraudctl.observe.logs import LogReader, function_names
from fraudctl.stacks.target import Target

FRAME = re.compile(r'File "([^"]+)", line (\d+)')
OWN_CODE = re.compile(r".*/(handlers/.*\.py)")

EMPTY_EVENTS: dict[str, dict[str, Any]] = {
    "ingestion": {"resource": "", "body": ""},
    "decision": {"resource": "", "body": ""},
    "processing": {"Records": []},
    "scoring": {"transactions": []},
}
"""By stage, an event that the function answers at once, and that changes nothing."""

IMPORT_TIMEOUT = 30
"""Seconds; an import takes one."""

NO_AWS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
}
"""Clients need these at their creation. An import reads the strategies; here nobody answers, which it takes."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A function's last error, how often it failed, and the log line if it wrote one."""

    stage: str
    message: str
    place: str
    """File and line, as `handlers/decision/reader.py, line 66`; empty where they are unknown."""
    count: int
    line: LogLine | None = None

    def __str__(self) -> str:
        """Return it in one line."""
        times = "once" if self.count == 1 else f"{self.count} times"
        return f"{self.stage} failed {times}: {self.message}" + (f" ({self.place})" if self.place else "")

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        line = {"line": self.line.as_json()} if self.line else {}
        return {"stage": self.stage, "message": self.message, "place": self.place, "count": self.count, **line}


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
    """Invoke each function with an empty event; yield a failure for each that fails even so, as where an import does.

    It is for the embedded AWS, whose functions are this project's files.
    """
    client = target.client("lambda")
    for stage, name in function_names(target).items():
        answer = client.invoke(FunctionName=name, Payload=json.dumps(EMPTY_EVENTS.get(stage, {})).encode())
        if answer.get("FunctionError"):
            error = json.loads(answer["Payload"].read())
            message = f"{error.get('errorType', 'Error')}: {error.get('errorMessage', '')}"
            place = _last_frame(str(error.get("stackTrace", "")))
            if not place and (local := _import_locally(client, name)):
                message, place = local.rpartition("\n")[2], _last_frame(local)
            yield Failure(stage=stage, message=message, place=place, count=1)


def error_location(line: LogLine) -> str:
    """Return the file and the line of an error: the last frame in the function's own code."""
    traces = [line.fields.get(name, "") for name in ("exception", "stackTrace", "stack_trace", "location")]
    return _last_frame("\n".join("\n".join(map(str, each)) if isinstance(each, list) else str(each) for each in traces))


def import_traceback(code: Path, handler: str, environment: Mapping[str, str]) -> str:
    """Import a handler's module in a child process and return the traceback; empty where the import succeeds here.

    The embedded AWS says why an import failed, but not in which file and line.
    """
    module = handler.rpartition(".")[0]
    try:
        done = subprocess.run(  # noqa: S603 -- the project's own code, as the embedded AWS runs it
            [sys.executable, "-c", "import importlib, sys; importlib.import_module(sys.argv[1])", module],
            cwd=code,
            env={"PATH": os.environ.get("PATH", ""), **NO_AWS, **environment, "PYTHONPATH": str(code)},
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=IMPORT_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stderr if done.returncode else ""


def _import_locally(client: Any, function: str) -> str:
    """Return the traceback of the function's import on this machine, empty where it is none of the function's code."""
    configuration = client.get_function_configuration(FunctionName=function)
    variables = configuration.get("Environment", {}).get("Variables", {})
    trace = import_traceback(PROJECT, configuration["Handler"], variables).rstrip()
    return trace if OWN_CODE.search(trace) else ""


def _last_frame(traceback: str) -> str:
    frames = FRAME.findall(traceback.replace('\\"', '"'))
    ours = [(match[1], number) for file, number in frames if (match := OWN_CODE.match(file))]
    return "{}, line {}".format(*(ours or frames)[-1]) if frames else ""
