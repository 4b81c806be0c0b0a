"""Local deployments of which there is only the locked folder that tells that they live."""

import os
from datetime import UTC, datetime
from pathlib import Path

from emulator.process.workdir import claim, new_name
from fraudctl.stacks.announcement import register
from fraudctl.stacks.discovery import find_running
from fraudctl.stacks.local_deployment import LocalDeployment, state_folder


def no_supervisor(_path: Path, _content: str) -> None:
    """Stand in for the supervisor, which would remove the file at the end."""


class FakeDeployments:
    """Local deployments without processes: locked folders, by which they are known to live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[Path, int] = {}

    def start(self, name: str | None = None, *, stack: str = "dev", folder: str = "/somewhere") -> LocalDeployment:
        """Start one and register it."""
        workdir = self._folder / new_name()
        self._locks[workdir] = claim(workdir)
        deployment = LocalDeployment(
            stack=stack,
            folder=Path(folder),
            workdir=workdir,
            emulator="http://127.0.0.1:9",
            pid=os.getpid(),
            since=datetime.now(UTC),
        )
        return register(deployment, name, no_supervisor)

    def kill(self, deployment: LocalDeployment) -> None:
        """End its processes, which clean up nothing."""
        os.close(self._locks.pop(deployment.workdir))

    def power_loss(self) -> None:
        """Kill all of them."""
        while self._locks:
            os.close(self._locks.popitem()[1])


def running_names() -> list[str]:
    """Return the names of those that are found, the oldest first."""
    return [each.name for each in find_running().alive]


def state_files() -> set[str]:
    """Return the names of all files in the state folder but its lock."""
    return {path.name for path in state_folder().iterdir()} - {".lock"}
