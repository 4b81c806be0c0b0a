"""The embedded AWS's temporary folder: locked while its owner lives, removable once it is dead.

- The supervisor and the emulator lock the folder itself. Any other process that gets that lock may remove the folder.
- The file `workers` has the number of the emulator's process group; the emulator and its functions hold its lock.

A process id in a file would not do: another process could have it by now.
"""

import contextlib
import fcntl
import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from emulator.process.locks import lock_by_force, try_lock, wait_for_lock

NAME = re.compile(r"fraudctl-[0-9a-f]{16}")
WORKERS = "workers"
LOG = "emulator.log"
SCRATCH = "tmp"
STOP = "stop"

logger = logging.getLogger(__name__)


def new_name() -> str:
    """Return a folder name that `sweep` recognises."""
    return f"fraudctl-{secrets.token_hex(8)}"


def claim(folder: Path) -> int:
    """Make the folder and return the descriptor that locks it until every process that has it is dead.

    If a sweep locks and removes the folder before it is locked here, it is made again.
    """
    while True:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        with contextlib.suppress(FileNotFoundError):
            descriptor = _open(folder)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_at(descriptor, folder):
                return descriptor
            os.close(descriptor)


def is_owned(folder: Path) -> bool:
    """Return whether this is a folder of this user whose owner lives."""
    try:
        descriptor = _open(folder)
    except OSError:
        return False
    try:
        return not try_lock(descriptor, shared=True)  # shared: two that look do not take each other for the owner
    finally:
        os.close(descriptor)


def stop(folder: Path, seconds: float) -> bool:
    """Ask the owner to end and remove the folder, and return whether it did within so many seconds."""
    with contextlib.ExitStack() as opened:
        try:
            descriptor = _open(folder)
            opened.callback(os.close, descriptor)
            pipe = os.open(folder / STOP, os.O_WRONLY | os.O_NONBLOCK)
            opened.callback(os.close, pipe)
        except OSError:  # it is removed, or its owner has ended
            return not is_owned(folder)
        os.write(pipe, b"!")
        return wait_for_lock(descriptor, seconds)


def sweep(temporary: Path) -> None:
    """Remove the folders that dead processes of this user left, and end what still runs in them."""
    if not os.access(temporary, os.R_OK):  # some systems do not let users list it
        return
    for folder in temporary.iterdir():
        if NAME.fullmatch(folder.name):
            try:
                with _abandoned(folder) as abandoned:
                    if abandoned:
                        clear(folder)
            except OSError as error:
                logger.warning("could not remove %s, left by an earlier run: %s", folder, error)


def reclaim(folder: Path) -> None:
    """Remove the folder of a dead supervisor, if it is there, and end what still runs in it.

    Raises:
        OSError: something is left.
    """
    with contextlib.suppress(FileNotFoundError):
        descriptor = _open(folder)
        try:
            lock_by_force(descriptor, folder / WORKERS)
            clear(folder)
        finally:
            os.close(descriptor)


def clear(folder: Path) -> None:
    """End the functions that run in a folder that the caller has locked, then remove it.

    Raises:
        OSError: something is left.
    """
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder / WORKERS, os.O_RDWR | os.O_NOFOLLOW)
        try:
            lock_by_force(descriptor, folder / WORKERS)
        finally:
            os.close(descriptor)
    try:
        shutil.rmtree(folder)
    except PermissionError:  # a function may have removed the rights of its own folders
        for parent, children, _ in os.walk(folder):
            for child in children:
                if not (path := Path(parent, child)).is_symlink():
                    path.chmod(0o700)
        shutil.rmtree(folder)


@contextlib.contextmanager
def _abandoned(folder: Path) -> Iterator[bool]:
    """Yield whether this is a folder of ours without an owner, and keep it locked until the end of the block."""
    try:
        descriptor = _open(folder)
    except OSError:  # removed meanwhile, a link, a file, or another user's
        yield False
        return
    try:
        yield try_lock(descriptor) and _is_at(descriptor, folder)
    finally:
        os.close(descriptor)


def _open(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    if os.fstat(descriptor).st_uid != os.geteuid():
        os.close(descriptor)
        raise PermissionError(f"{folder} belongs to another user")
    return descriptor


def _is_at(descriptor: int, folder: Path) -> bool:
    """Return whether the path still leads to the folder that the descriptor was opened for."""
    try:
        return os.path.samestat(folder.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
