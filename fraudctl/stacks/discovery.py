"""Which of this user's local deployments a command means."""

import os
from collections.abc import Sequence
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.stacks.local_deployment import LocalDeployment
from fraudctl.stacks.registry import find_running

VARIABLE = "FRAUDCTL_LOCAL"


def choose(name: str | None = None, *, how: str = f"--stack local:NAME, or with {VARIABLE}=NAME") -> LocalDeployment:
    """Return the one of this name, or that the environment names, or that was started here or above, or the only one.

    Args:
        name: One that a person gave to the command.
        how: How a person gives it one.

    Raises:
        CommandError: there is none, or there are several; says how to get or to name one.
    """
    found = find_running()
    named = name or os.environ.get(VARIABLE)
    if named:
        return _named(named, found.alive, found.unreadable, "" if name else f", as {VARIABLE} asks for")
    nearest = _nearest(found.alive)
    if len(nearest) == 1:
        return nearest[0]
    if nearest:
        raise CommandError(f"several local deployments run ({_list(nearest)}): choose one with {how}")
    for broken, error in found.unreadable.items():
        raise CommandError(f"the state of the local deployment {broken} cannot be read: {_words(error)}") from error
    raise CommandError("no local deployment is running: start one with `fraudctl local up`, or name a --stack")


def _named(name: str, alive: Sequence[LocalDeployment], unreadable: dict[str, OSError], why: str) -> LocalDeployment:
    for each in alive:
        if each.name == name:
            return each
    if name in unreadable:
        error = unreadable[name]
        raise CommandError(f"the state of the local deployment {name} cannot be read: {_words(error)}") from error
    others = f"; running: {_list(alive)}" if alive else ": start one with `fraudctl local up`"
    raise CommandError(f"no local deployment {name} is running{why}{others}")


def _nearest(alive: Sequence[LocalDeployment]) -> Sequence[LocalDeployment]:
    """Return those of the closest folder from here up that has any; else all."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # removed while the shell is in it
        return alive
    for folder in (here, *here.parents):
        if of_folder := [each for each in alive if each.folder == folder]:
            return of_folder
    return alive


def _list(deployments: Sequence[LocalDeployment]) -> str:
    return ", ".join(each.name for each in deployments)


def _words(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}"
