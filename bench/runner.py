"""The measures, each run by a fresh interpreter, so that none's patches or memory affect another's figures.

A measure is a module of `bench.measures` with the function `measure(scale, say)`, which returns a Measurement.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.measurement import Measurement, Scale
from emulator.emulator import PROJECT
from fraudctl.errors import CommandError

PROGRESS = "\x1e"
"""Begins a line on standard error that names the step being measured."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: its title, and its module."""

    title: str
    module: str


MEASURES: Mapping[str, Measure] = {
    "drain": Measure(title="Shard drain rate", module="drain"),
    "calls": Measure(title="Calls and cost", module="calls"),
    "cpu": Measure(title="CPU, warm", module="cpu"),
    "decisions": Measure(title="Decisions in the request", module="decisions"),
    "reads": Measure(title="Reading back", module="reads"),
    "strategy": Measure(title="The decision engine", module="strategy"),
    "model": Measure(title="A model", module="model"),
    "profiles": Measure(title="Profiles", module="profiles"),
    "backtest": Measure(title="Backtests", module="backtest"),
    "cold": Measure(title="Cold start", module="cold"),
    "load": Measure(title="End to end on the embedded AWS", module="end_to_end"),
    "decided": Measure(title="Decided on the embedded AWS", module="decided"),
    "rollout": Measure(title="Strategies at run time", module="rollout"),
    "lists": Measure(title="Lists at run time", module="lists"),
    "console": Measure(title="The console", module="console"),
    "memory": Measure(title="Memory sizes", module="memory"),
    "busy": Measure(title="One terminal that takes all traffic", module="busy"),
    "growth": Measure(title="Growth", module="growth"),
    "program": Measure(title="The program", module="program"),
}


def run_measure(name: str, scale: Scale, say: Callable[[str], None]) -> Measurement:
    """Run one measure in an interpreter of its own.

    Raises:
        CommandError: it could not be measured; carries the last line of its output.
    """
    command = [sys.executable, "-m", "bench.runner", name, *(["--quick"] if scale.quick else [])]
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 -- our own module
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None  # noqa: S101 -- asked for above
        assert child.stderr is not None  # noqa: S101 -- likewise
        for line in child.stderr:
            if line.startswith(PROGRESS):
                say(line.removeprefix(PROGRESS).strip())
            elif line.strip():
                lines.append(line.strip())
        answer = child.stdout.read()
    if child.returncode:
        raise CommandError(f"{name} could not be measured: {lines[-1] if lines else 'without output'}")
    return Measurement.from_json(json.loads(answer))


def main(name: str, *options: str) -> None:
    """Run a measure and print its results as JSON."""
    module = importlib.import_module(f"bench.measures.{MEASURES[name].module}")
    say = lambda step: print(f"{PROGRESS}{step}", file=sys.stderr, flush=True)  # noqa: E731, T201 -- for the parent
    measured: Measurement = module.measure(Scale(quick="--quick" in options), say)
    print(json.dumps(measured.as_json()))  # noqa: T201 -- likewise


if __name__ == "__main__":
    main(*sys.argv[1:])
