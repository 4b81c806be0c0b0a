"""The local deployments that run, and which of them a command means."""

import contextlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.stacks.local_deployment import (
    LocalDeployment,
    StateFileError,
    locked_state_folder,
    state_folder,
    state_folder_errors,
)

VARIABLE = "FRAUDCTL_LOCAL"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


@dataclass(kw_only=True)
class FoundDeployments:
    """All that the state files say."""

    alive: list[LocalDeployment] = field(default_factory=list)
    dead: list[Path] = field(default_factory=list)
    damaged: list[Path] = field(default_factory=list)
    """Not written by this version, or not to its end."""
    unreadable: dict[str, OSError] = field(default_factory=dict)
    """The reason, by the deployment's name."""


def find_running() -> FoundDeployments:
    """Return the deployments that run, and remove the state files of those that certainly do not.

    Raises:
        CommandError: the folder cannot be read.
    """
    found = read_state_files()
    if found.dead:
        with contextlib.suppress(CommandError), locked_state_folder():  # dead is dead, even if nothing can be removed
            for path in (found := read_state_files()).dead:
                path.unlink(missing_ok=True)
    return found


def read_state_files() -> FoundDeployments:
    """Return what the state files say, and change nothing.

    Raises:
        CommandError: the folder cannot be read.
    """
    found = FoundDeployments()
    with state_folder_errors("read"):
        paths = sorted(state_folder().iterdir()) if state_folder().exists() else []
    for path in paths:
        if path.suffix != ".json" or not NAME.fullmatch(path.stem):
            continue
        try:
            deployment = LocalDeployment.parse(path.stem, path.read_bytes())
        except FileNotFoundError:  # ended meanwhile
            continue
        except StateFileError:
            found.damaged.append(path)
        except OSError as error:
            found.unreadable[path.stem] = error
        else:
            if deployment.alive:
                found.alive.append(deployment)
            else:
                found.dead.append(path)
    found.alive.sort(key=lambda each: (each.since, each.name))
    return found


def choose(name: str | None = None, *, how: str = f"--stack local:NAME, or with {VARIABLE}=NAME") -> LocalDeployment:
    """Return the deployment of this name, or that the environment names, or that was started nearest, or the only one.

    Args:
        name: One that a person gave to the command.
        how: How a person gives it one.

    Raises:
        CommandError: there is none, or there are several; says how to get or to name one.
    """
    found = find_running()
    named = name or os.environ.get(VARIABLE)
    if named:
        return _named(named, found, "" if name else f", as {VARIABLE} asks for")
    nearest = _nearest(found.alive)
    if len(nearest) == 1:
        return nearest[0]
    if nearest:
        raise CommandError(f"several local deployments run ({_names(nearest)}): choose one with {how}")
    for unreadable, error in found.unreadable.items():
        raise _unreadable(unreadable, error) from error
    raise CommandError("no local deployment is running: start one with `fraudctl local up`, or name a --stack")


def _named(name: str, found: FoundDeployments, asked_by: str) -> LocalDeployment:
    for each in found.alive:
        if each.name == name:
            return each
    if error := found.unreadable.get(name):
        raise _unreadable(name, error) from error
    others = f"; running: {_names(found.alive)}" if found.alive else ": start one with `fraudctl local up`"
    raise CommandError(f"no local deployment {name} is running{asked_by}{others}")


def _nearest(alive: Sequence[LocalDeployment]) -> Sequence[LocalDeployment]:
    """Return those started in the closest folder, from here upwards, where any was; else all."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # removed while the shell is in it
        return alive
    for folder in (here, *here.parents):
        if of_folder := [each for each in alive if each.folder == folder]:
            return of_folder
    return alive


def _names(deployments: Sequence[LocalDeployment]) -> str:
    return ", ".join(each.name for each in deployments)


def _unreadable(name: str, error: OSError) -> CommandError:
    return CommandError(f"the state of the local deployment {name} cannot be read: {error.filename}: {error.strerror}")
