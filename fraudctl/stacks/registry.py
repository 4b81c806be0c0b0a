"""The local deployments of this user, a state file each, in a folder of the user's own.

Whoever adds or removes a file holds the folder's lock; whoever only reads finds each file whole. A file counts while
the temporary folder that it names is locked, so what a power loss leaves deceives nobody, and is removed by whoever
looks next.
"""

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path

from emulator.process.state_file import publish, withdraw
from fraudctl.errors import CommandError
from fraudctl.stacks.local_deployment import LocalDeployment

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

Publishing = Callable[[Path, str], None]
"""Told of a state file and its content before it is written."""


@dataclass(kw_only=True)
class FoundDeployments:
    """What the state files say."""

    alive: list[LocalDeployment] = field(default_factory=list)
    dead: list[Path] = field(default_factory=list)
    damaged: list[Path] = field(default_factory=list)
    """Not written by this version, or not to its end."""
    unreadable: dict[str, OSError] = field(default_factory=dict)
    """By the name of the deployment, why."""


def state_folder() -> Path:
    """Return where this user's state files are, by the XDG base directories.

    Raises:
        CommandError: the user has no home.
    """
    said = os.environ.get("XDG_STATE_HOME", "")
    try:
        home = Path(said) if Path(said).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise CommandError("there is no home folder to keep state in: set XDG_STATE_HOME") from error
    return home / "fraud-detection" / "local"


def find_running() -> FoundDeployments:
    """Return what runs, and remove what certainly does not.

    Raises:
        CommandError: the folder cannot be read.
    """
    found = _look()
    if found.dead:
        with contextlib.suppress(CommandError), _locked():  # dead is dead, also where nothing can be removed
            for path in (found := _look()).dead:
                path.unlink(missing_ok=True)
    return found


def register(deployment: LocalDeployment, name: str | None, publishing: Publishing) -> LocalDeployment:
    """Let others find it, by this name or by the first that is free; return it with its name.

    Raises:
        CommandError: the name is taken or none, or nothing can be written there.
    """
    if name is not None and not NAME.fullmatch(name):
        raise CommandError(f"{name!r} cannot be a name: letters, digits, dots, dashes and underscores can, at most 63")
    with _locked():
        found = _look()
        for leftover in chain(found.dead, found.damaged, state_folder().glob(".*.json.*")):
            leftover.unlink(missing_ok=True)
        taken = {each.casefold() for each in (*(each.name for each in found.alive), *found.unreadable)}
        if name and name.casefold() in taken:
            raise CommandError(f"a local deployment {name} is there already: take another --name, or end it first")
        free = next(each for each in ([name] if name else _names(deployment.stack)) if each.casefold() not in taken)
        named = replace(deployment, name=free)
        _publish(named, publishing)
    return named


def update_registered(deployment: LocalDeployment, publishing: Publishing) -> None:
    """Replace what others find under its name.

    Raises:
        CommandError: nothing can be written there.
    """
    with _locked():
        _publish(deployment, publishing)


def unregister(deployment: LocalDeployment) -> None:
    """Undo `register`, unless it is undone."""
    withdraw(_path(deployment), deployment.content)


def _publish(deployment: LocalDeployment, publishing: Publishing) -> None:
    publishing(_path(deployment), deployment.content)
    publish(_path(deployment), deployment.content)


def _path(deployment: LocalDeployment) -> Path:
    return state_folder() / f"{deployment.name}.json"


def _names(stack: str) -> Iterator[str]:
    first = re.sub(r"[^A-Za-z0-9._-]+", "-", stack).strip("-._")[:50] or "local"
    return chain([first], (f"{first}-{number}" for number in count(2)))


def _look() -> FoundDeployments:
    found = FoundDeployments()
    with _in_a_line("read"):
        paths = sorted(state_folder().iterdir()) if state_folder().exists() else []
    for path in paths:
        if path.suffix != ".json" or not NAME.fullmatch(path.stem):
            continue
        try:
            said = LocalDeployment.parse(path.stem, path.read_bytes())
        except FileNotFoundError:  # ended meanwhile
            continue
        except OSError as error:
            found.unreadable[path.stem] = error
            continue
        if said is None:
            found.damaged.append(path)
        elif said.alive:
            found.alive.append(said)
        else:
            found.dead.append(path)
    found.alive.sort(key=lambda each: (each.since, each.name))
    return found


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    with _in_a_line("write"):
        state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(state_folder() / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # for the milliseconds that its holder takes
            yield
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _in_a_line(use: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or state_folder()
        raise CommandError(f"cannot {use} {where}: {error.strerror}; XDG_STATE_HOME may name another folder") from error
