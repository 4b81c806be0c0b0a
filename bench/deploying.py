"""A program that deploys a stack to a running emulator and prints the deployment as JSON.

It is a process of its own so that its memory is not in the figures.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from emulator.deployment import deploy
from emulator.emulator import Emulator


class RunningEmulator(Emulator):
    """An emulator that another process has started, and watches."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._address = endpoint

    @property
    def endpoint(self) -> str:
        """Return the address of the emulator."""
        return self._address

    def require_alive(self) -> None:
        """Leave that to the process that started it."""


if __name__ == "__main__":
    address, project, stack = sys.argv[1:]
    deployment = deploy(RunningEmulator(address), stack, project=Path(project))
    mappings = [asdict(mapping) for mapping in deployment.mappings]
    made = {"region": deployment.region, "exports": deployment.exports, "mappings": mappings}
    print(json.dumps(made))  # noqa: T201 -- for the process that asked
