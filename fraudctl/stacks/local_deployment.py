"""A local deployment as its state file describes it, and the folder of the user that holds these files.

A deployment counts while the temporary folder that its file names is locked. So a file that a power loss left misleads
nobody, and the next command removes it.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Self

import msgspec

from emulator.process.workdir import NAME as WORKDIR_NAME
from emulator.process.workdir import is_owned
from fraudctl.errors import CommandError


class StateFileError(ValueError):
    """A state file that another version or another tool wrote, or that was not written to its end."""


class LocalDeployment(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a state file: what runs, where it was started, and the folder whose lock tells that it lives."""

    stack: str
    folder: Path
    """The folder in which the command that keeps it running was started."""
    workdir: Path
    emulator: str
    """The address of the embedded AWS."""
    pid: int
    """Process id of the command that keeps it running; for people to read, as another process may have it by now."""
    since: Annotated[datetime, msgspec.Meta(tz=True)]
    name: str = ""
    region: str = ""
    exports: Mapping[str, Any] | None = None
    """None until it is deployed."""

    def __post_init__(self) -> None:
        """Raise ValueError for a temporary folder that is none of ours: `local down` removes it."""
        if not (self.workdir.is_absolute() and WORKDIR_NAME.fullmatch(self.workdir.name)):
            raise ValueError(f"{self.workdir} is no folder of an embedded AWS")

    @property
    def alive(self) -> bool:
        """Return whether its embedded AWS, or the supervisor that cleans up after it, lives."""
        return is_owned(self.workdir)

    @property
    def path(self) -> Path:
        """Return where its state file is."""
        return state_folder() / f"{self.name}.json"

    @property
    def content(self) -> str:
        """Return the state file's text."""
        return json.dumps(self.as_json(), indent=2) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Return all fields as JSON has them."""
        paths = {"folder": str(self.folder), "workdir": str(self.workdir)}
        return {**msgspec.structs.asdict(self), **paths, "since": self.since.isoformat()}

    @classmethod
    def parse(cls, name: str, content: bytes) -> Self:
        """Return the deployment that the state file of this name describes.

        Raises:
            StateFileError: this version did not write it; the message says what is wrong with it.
        """
        try:
            # json reads the text, as msgspec refuses the surrogates that stand for a path's bytes outside UTF-8.
            found = msgspec.convert(json.loads(content), cls, dec_hook=_parse_path)
        except (ValueError, msgspec.ValidationError, RecursionError) as error:
            raise StateFileError(str(error)) from error
        return msgspec.structs.replace(found, name=name)


def state_folder() -> Path:
    """Return where this user's state files are, by the XDG base directories.

    Raises:
        CommandError: the user has no home.
    """
    configured = os.environ.get("XDG_STATE_HOME", "")
    try:
        home = Path(configured) if Path(configured).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise CommandError("there is no home folder to keep state in: set XDG_STATE_HOME") from error
    return home / "fraud-detection" / "local"


@contextlib.contextmanager
def locked_state_folder() -> Iterator[None]:
    """Hold the folder's lock, as every command does that adds or removes a file; a reader finds each file whole.

    Raises:
        CommandError: the folder cannot be written to.
    """
    with state_folder_errors("write"):
        state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(state_folder() / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # for the milliseconds that its holder takes
            yield
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def state_folder_errors(use: str) -> Iterator[None]:
    """Turn an operating system's error about the folder into a CommandError; `use` is "read" or "write"."""
    try:
        yield
    except OSError as error:
        where = error.filename or state_folder()
        raise CommandError(f"cannot {use} {where}: {error.strerror}; XDG_STATE_HOME may name another folder") from error


def _parse_path(expected: type, value: Any) -> Any:
    if expected is Path:
        return Path(value)
    raise NotImplementedError
