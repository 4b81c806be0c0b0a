"""The bytes of a file or a feed as they come: stoppable, and decompressed if they are gzip."""

import os
import select
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Protocol

CHUNK_BYTES = 64 * 1024
"""Bytes to read, and to decompress to, at once."""

GZIP = b"\x1f\x8b"
GZIP_FRAME = 16 + zlib.MAX_WBITS
"""What tells zlib to expect the frame of gzip, checksum included."""


class Source(Protocol):
    """A binary file that gives what is there, without waiting for the size asked for."""

    def read1(self, size: int, /) -> bytes:
        """Return some bytes, none at the end."""


class DamagedInput(Exception):
    """Raised where bytes end before their time; its message says why."""


def decompress(source: Source) -> tuple[bool, Iterator[bytes]]:
    """Return whether the source is gzip, told by its first bytes, and its plain bytes.

    Raises:
        Damaged: (in the iteration) the source fails, or its gzip is damaged or cut off; all that came before was given.
    """
    chunks, head = _chunks(source), b""
    while GZIP.startswith(head) and head != GZIP and (chunk := next(chunks, b"")):
        head += chunk
    whole = chain([head], chunks)
    return (True, _members(whole)) if head.startswith(GZIP) else (False, whole)


def _chunks(source: Source) -> Iterator[bytes]:
    try:
        while chunk := source.read1(CHUNK_BYTES):
            yield chunk
    except OSError as error:
        raise DamagedInput(f"could not be read to its end: {error.strerror or error}") from error


def _members(chunks: Iterator[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(GZIP_FRAME)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:
                    rest = rest.lstrip(b"\0")  # tapes and disks pad
                    if not rest:
                        break
                    member = zlib.decompressobj(GZIP_FRAME)
                yield from _inflated(member, rest)
                rest = member.unused_data
    except zlib.error as error:
        raise DamagedInput("its gzip data is damaged") from error
    if not member.eof:
        raise DamagedInput("its gzip data is cut off")


def _inflated(member: "zlib._Decompress", rest: bytes) -> Iterator[bytes]:
    """Decompress in bounded steps, for a small file may hold gigabytes; of damaged data, give out what came before."""
    while True:
        before = member.copy()
        try:
            piece = member.decompress(rest, CHUNK_BYTES)
        except zlib.error:
            for each in rest:  # again, up to the byte that is wrong
                yield before.decompress(bytes((each,)))
            raise
        yield piece
        rest = member.unconsumed_tail
        if member.eof or (not rest and len(piece) < CHUNK_BYTES):
            return


class StoppableSource:
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
