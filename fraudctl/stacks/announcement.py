"""What lets other commands find a local deployment, from its start to its end."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from emulator.emulator import Emulator
from fraudctl.errors import CommandError
from fraudctl.stacks.local_deployment import LocalDeployment
from fraudctl.stacks.registry import register, unregister, update_registered
from fraudctl.stacks.target import Target


class Announcement:
    """What others find under a name."""

    def __init__(self, emulator: Emulator, registered: LocalDeployment) -> None:
        self._emulator = emulator
        self.registered = registered

    def deployed(self, target: Target) -> None:
        """Let others talk to it."""
        self.registered = replace(self.registered, region=target.region, exports=dict(target.exports))
        update_registered(self.registered, self._emulator.withdraw_at_end)


@contextlib.contextmanager
def announced(emulator: Emulator, stack: str, name: str | None = None) -> Iterator[Announcement]:
    """Other commands find the stack on this emulator until the block ends, or this process does.

    Raises:
        CommandError: the name is taken, or cannot be written down.
    """
    try:
        folder = Path.cwd()
    except FileNotFoundError as error:
        raise CommandError("the folder that this command was started in is gone") from error
    described = LocalDeployment(
        stack=stack,
        folder=folder,
        workdir=emulator.workdir,
        emulator=emulator.endpoint,
        pid=os.getpid(),
        since=datetime.now(UTC),
    )
    announcement = Announcement(emulator, register(described, name, emulator.withdraw_at_end))
    try:
        yield announcement
    finally:
        unregister(announcement.registered)
