"""The environment .train, in which models are made: no function and no other command imports any of it."""

import os
import subprocess
from pathlib import Path

from emulator.emulator import PROJECT
from fraudctl.errors import CommandError

INTERPRETER = PROJECT / ".train" / "bin" / "python"
WORKER = "fraudctl.train.worker"


def set_up() -> None:
    """Make the environment, unless it is what its lock says.

    Raises:
        CommandError: it cannot be made; says why.
    """
    command = ["sh", "scripts/set-up.sh", ".train"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own script
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise CommandError(f"the environment .train cannot be made: {lines[-1] if lines else 'it does not say why'}")


def run_worker(folder: Path) -> None:
    """Run the worker on a folder; raise CommandError if it fails."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [str(INTERPRETER), "-s", "-P", "-m", WORKER, str(folder)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise CommandError(f"the training failed: {lines[-1] if lines else f'exit code {done.returncode}'}")
