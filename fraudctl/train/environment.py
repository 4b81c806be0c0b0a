"""The environment .train, in which models are made: no function and no other command imports any of it."""

import subprocess
from pathlib import Path

from emulator.emulator import PROJECT
from fraudctl.errors import CommandError

INTERPRETER = PROJECT / ".train" / "bin" / "python"
WORKER = Path(__file__).with_name("worker.py")


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
    command = [str(INTERPRETER), "-I", str(WORKER), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own program
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise CommandError(f"the training failed: {lines[-1] if lines else f'exit code {done.returncode}'}")
