"""The environment .train, in which models are made: no function and no other command imports any of it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from emulator.emulator import PROJECT
from fraudctl.errors import CHECKOUT, CommandError

INTERPRETER = PROJECT / ".train" / "bin" / "python"
WORKER = "fraudctl.train.worker"


def set_up() -> None:
    """Make the environment, unless it is what its lock says.

    Raises:
        CommandError: it cannot be made; says why.
    """
    if not (PROJECT / "scripts" / "set-up.sh").exists():
        raise CommandError(f"models are made in an environment that an installed command line has not: {CHECKOUT}")
    command = ["sh", "scripts/set-up.sh", ".train"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own script
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise CommandError(f"the environment .train cannot be made: {lines[-1] if lines else 'it does not say why'}")


class Told(NamedTuple):
    """The progress of the worker: so many of at most so many trees of a phase; at its beginning none."""

    phase: str
    done: int
    of: int


def run_worker(folder: Path) -> Iterator[Told]:
    """Run the worker on a folder, and yield how far it is; raise CommandError if it fails."""
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(  # noqa: S603 -- our own program
            [str(INTERPRETER), "-s", "-P", "-m", WORKER, str(folder)],
            env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as worker,
    ):
        try:
            for line in worker.stdout or ():
                if len(told := line.split("\t")) == len(Told._fields):  # other lines are the library's warnings
                    yield Told(told[0], int(told[1]), int(told[2]))
        except BaseException:  # whoever asked has gone
            worker.kill()
            raise
        code = worker.wait()
        errors.seek(0)
        lines = errors.read().strip().splitlines()
    if code:
        raise CommandError(f"the training failed: {lines[-1] if lines else f'exit code {code}'}")
