"""The registration of a local deployment, by which other commands find it from its start to its end."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import msgspec

from emulator.emulator import Emulator
from emulator.process.state_file import publish, withdraw
from fraudctl.errors import CommandError
from fraudctl.stacks.discovery import NAME, read_state_files
from fraudctl.stacks.local_deployment import LocalDeployment, locked_state_folder, state_folder
from fraudctl.stacks.target import Target

BeforeWrite = Callable[[Path, str], None]
"""Called with a state file and its content before it is written, so that it is removed however this process ends."""


class Announcement:
    """A deployment's entry among those that other commands find."""

    def __init__(self, emulator: Emulator, registered: LocalDeployment) -> None:
        self._emulator = emulator
        self.registered = registered

    def deployed(self, target: Target) -> None:
        """Add the target, so that other commands can talk to it."""
        self.registered = msgspec.structs.replace(self.registered, region=target.region, exports=dict(target.exports))
        update_registered(self.registered, self._emulator.remove_at_end)


@contextlib.contextmanager
def announced(emulator: Emulator, stack: str, name: str | None = None) -> Iterator[Announcement]:
    """Let other commands find the stack on this emulator until the block ends, or this process does.

    Raises:
        CommandError: the name is taken, or the state file cannot be written.
    """
    try:
        folder = Path.cwd()
    except FileNotFoundError as error:
        raise CommandError("the folder that this command was started in is gone") from error
    deployment = LocalDeployment(
        stack=stack,
        folder=folder,
        workdir=emulator.workdir,
        emulator=emulator.endpoint,
        pid=os.getpid(),
        since=datetime.now(UTC),
    )
    announcement = Announcement(emulator, register(deployment, name, emulator.remove_at_end))
    try:
        yield announcement
    finally:
        unregister(announcement.registered)


def register(deployment: LocalDeployment, name: str | None, before_write: BeforeWrite) -> LocalDeployment:
    """Let others find it, by this name or by the first that is free; return it with its name.

    Raises:
        CommandError: the name is taken or not allowed, or the state file cannot be written.
    """
    if name is not None and not NAME.fullmatch(name):
        raise CommandError(f"{name!r} cannot be a name: letters, digits, dots, dashes and underscores can, at most 63")
    with locked_state_folder():
        found = read_state_files()
        for leftover in chain(found.dead, found.damaged, state_folder().glob(".*.json.*")):
            leftover.unlink(missing_ok=True)
        taken = {each.casefold() for each in (*(each.name for each in found.alive), *found.unreadable)}
        if name and name.casefold() in taken:
            raise CommandError(f"a local deployment {name} is there already: take another --name, or end it first")
        candidates = [name] if name else _default_names(deployment.stack)
        free = next(each for each in candidates if each.casefold() not in taken)
        named = msgspec.structs.replace(deployment, name=free)
        _write(named, before_write)
    return named


def update_registered(deployment: LocalDeployment, before_write: BeforeWrite) -> None:
    """Replace what others find under its name.

    Raises:
        CommandError: the state file cannot be written.
    """
    with locked_state_folder():
        _write(deployment, before_write)


def unregister(deployment: LocalDeployment) -> None:
    """Undo `register`; harmless if that is done."""
    withdraw(deployment.path, deployment.content)


def _write(deployment: LocalDeployment, before_write: BeforeWrite) -> None:
    before_write(deployment.path, deployment.content)
    publish(deployment.path, deployment.content)


def _default_names(stack: str) -> Iterator[str]:
    """Yield the stack's name as a file may be called, then the same numbered."""
    first = re.sub(r"[^A-Za-z0-9._-]+", "-", stack).strip("-._")[:50] or "local"
    return chain([first], (f"{first}-{number}" for number in count(2)))
