"""The Pulumi program: import and run under mocks, the deployment to the embedded AWS, and the whole demonstration."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.measurement import Measurement, Say, Scale, at_most
from emulator.emulator import PROJECT

MOCKS, DEPLOYMENT, DEMO = 2.0, 3.0, 60


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure seconds from a fresh interpreter, medians."""
    measured = Measurement()
    for name, goal in (("mocks", MOCKS), ("deployment", DEPLOYMENT)):
        taken = []
        for turn in range(scale.pick(full=5, quick=2)):
            say(f"{name}, run {turn + 1}")
            taken.append(_probe(name))
        seconds, cpu = (statistics.median(each[kind] for each in taken) for kind in ("wall", "cpu"))
        title = "import and run under mocks" if name == "mocks" else "deployment, emulator's start included"
        beside = f"{taken[0]['resources']:.0f} resources, {cpu:.2f} s of CPU in the program's own process"
        measured.add(title, seconds, "s", at_most(goal), beside=beside)
    say("make demo")
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 -- our own command
        [Path(sys.executable).with_name("fraudctl"), "demo", "--json"], cwd=PROJECT, capture_output=True, check=False
    )
    beside = "a month of history loaded, 1,000 transactions sent, set-up done" if not done.returncode else "FAILED"
    measured.add("make demo", time.perf_counter() - started, "s", at_most(DEMO), beside=beside)
    return measured


def _probe(name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.measures.program_probe", name]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603 -- our own module
    answer: dict[str, float] = json.loads(done.stdout)
    return answer
