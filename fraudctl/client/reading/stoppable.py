"""A file or a feed that can be told to end while it is waited for."""

import os
import select
from typing import BinaryIO


class Stoppable:
    """A source that ends at its own end, or from `stop` on: so whoever reads it goes on as at the end of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ears, self._voice = os.pipe()
        self._stopped = False
        self._descriptor = _descriptor(file)

    def read1(self, size: int, /) -> bytes:
        """Return what is there, or wait until something is; nothing at the end."""
        if self._descriptor is not None and not self._stopped:
            select.select([self._descriptor, self._ears], [], [])
        return b"" if self._stopped else self._file.read1(size)  # type: ignore[attr-defined]

    def stop(self) -> None:
        """End it, whoever waits for it."""
        self._stopped = True
        os.write(self._voice, b".")

    def close(self) -> None:
        """Let go of what it waits with."""
        os.close(self._voice)
        os.close(self._ears)


def _descriptor(file: BinaryIO) -> int | None:
    """Return what to wait for, None where that cannot be: no file of the system's, or a system that waits for none."""
    try:
        descriptor = file.fileno()
        select.select([descriptor], [], [], 0)
    except (OSError, ValueError):
        return None
    return descriptor
