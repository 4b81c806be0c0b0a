"""The rows of the table, each measured by a fresh interpreter: no row's patches or memory are in another's figures."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.figures import Measured
from bench.scale import Scale
from emulator.emulator import PROJECT
from fraudctl.errors import CommandError

PROGRESS = "\x1e"
"""Begins a line on standard error that says what is being measured."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A title for readers, and the module that measures."""

    title: str
    module: str


ROWS: Mapping[str, Row] = {
    "drain": Row(title="Shard drain rate", module="drain"),
    "calls": Row(title="Calls and cost", module="calls"),
    "cpu": Row(title="CPU, warm", module="cpu"),
    "cold": Row(title="Cold start", module="cold"),
    "load": Row(title="End to end on the embedded AWS", module="end_to_end"),
    "memory": Row(title="Memory sizes", module="memory"),
    "growth": Row(title="Growth", module="growth"),
    "program": Row(title="The program", module="program"),
}


def measure(name: str, scale: Scale, say: Callable[[str], None]) -> Measured:
    """One row, by an interpreter of its own.

    Raises:
        CommandError: it could not be measured; carries the last line that said why.
    """
    command = [sys.executable, "-m", "bench.rows", name, *(["--quick"] if scale.quick else [])]
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 -- our own module
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None  # noqa: S101 -- asked for above
        assert child.stderr is not None  # noqa: S101 -- likewise
        for line in child.stderr:
            if line.startswith(PROGRESS):
                say(line.removeprefix(PROGRESS).strip())
            elif line.strip():
                said.append(line.strip())
        answer = child.stdout.read()
    if child.returncode:
        raise CommandError(f"{name} could not be measured: {said[-1] if said else 'it said nothing'}")
    return Measured.from_json(json.loads(answer))


def main(name: str, *options: str) -> None:
    """Measures a row and prints it as JSON."""
    module = importlib.import_module(f"bench.measures.{ROWS[name].module}")
    say = lambda step: print(f"{PROGRESS}{step}", file=sys.stderr, flush=True)  # noqa: E731, T201 -- for the parent
    measured: Measured = module.measure(Scale(quick="--quick" in options), say)
    print(json.dumps(measured.as_json()))  # noqa: T201 -- likewise


if __name__ == "__main__":
    main(*sys.argv[1:])
