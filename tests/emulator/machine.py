"""Local deployments of which there is only what tells that they live."""

import os
from datetime import UTC, datetime
from pathlib import Path

from emulator.process.workdir import claim, new_name
from fraudctl.stacks.announcement import register
from fraudctl.stacks.local_deployment import LocalDeployment


def unheard(_path: Path, _content: str) -> None:
    """Takes the place of the supervisor."""


class Machine:
    """Local deployments that are no more than the locked folders by which they are known to live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[Path, int] = {}

    def start(self, name: str | None = None, *, stack: str = "dev", folder: str = "/somewhere") -> LocalDeployment:
        """Start one and register it."""
        workdir = self._folder / new_name()
        self._locks[workdir] = claim(workdir)
        described = LocalDeployment(
            stack=stack,
            folder=Path(folder),
            workdir=workdir,
            emulator="http://127.0.0.1:9",
            pid=os.getpid(),
            since=datetime.now(UTC),
        )
        return register(described, name, unheard)

    def kill(self, deployment: LocalDeployment) -> None:
        """Let its processes die, which clean up nothing."""
        os.close(self._locks.pop(deployment.workdir))

    def power_loss(self) -> None:
        """Kill all of them."""
        while self._locks:
            os.close(self._locks.popitem()[1])
