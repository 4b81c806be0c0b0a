"""Run as a process of its own: deploys a stack to a running emulator, and says what it made as JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from emulator.deployment import deploy
from emulator.emulator import Emulator


class Elsewhere(Emulator):
    """An emulator that another process has started and watches."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._address = endpoint

    @property
    def endpoint(self) -> str:
        return self._address

    def require_alive(self) -> None:
        """Left to whoever started it."""


if __name__ == "__main__":
    address, project, stack = sys.argv[1:]
    deployment = deploy(Elsewhere(address), stack, project=Path(project))
    mappings = [asdict(mapping) for mapping in deployment.mappings]
    made = {"region": deployment.region, "exports": deployment.exports, "mappings": mappings}
    print(json.dumps(made))  # noqa: T201 -- for the process that asked
