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
"""The argument by which zlib expects gzip's frame, checksum included."""


class Source(Protocol):
    """A binary file that gives what is there, without waiting for the size asked for."""

    def read1(self, size: int, /) -> bytes:
        """Return some bytes; none at the end."""


class DamagedInput(Exception):
    """Raised when the input ends early; its message says why."""


def decompress(source: Source) -> tuple[bool, Iterator[bytes]]:
    """Return whether the source's first bytes are those of gzip, and its plain bytes.

    Raises:
        DamagedInput: while iterating, after the bytes before it: the source fails, or its gzip is damaged or cut off.
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
                    rest = rest.lstrip(b"\0")  # padding of tapes and disks
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
    """Yield decompressed bytes in bounded steps, as a small file may hold gigabytes; those before any damage too."""
    while True:
        before = member.copy()
        try:
            piece = member.decompress(rest, CHUNK_BYTES)
        except zlib.error:
            for each in rest:  # again, up to the damaged byte
                yield before.decompress(bytes((each,)))
            raise
        yield piece
        rest = member.unconsumed_tail
        if member.eof or (not rest and len(piece) < CHUNK_BYTES):
            return


class StoppableSource:
    """A source that ends at its own end or when it is stopped; its reader sees the end of a file in both cases."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._stop_reader, self._stop_writer = os.pipe()
        self._stopped = False
        self._descriptor = _descriptor(file)

    def read1(self, size: int, /) -> bytes:
        """Return the bytes that are there, or wait for some; none at the end."""
        if self._descriptor is not None and not self._stopped:
            select.select([self._descriptor, self._stop_reader], [], [])
        return b"" if self._stopped else self._file.read1(size)  # type: ignore[attr-defined]

    def stop(self) -> None:
        """End the source, and any wait for it."""
        self._stopped = True
        os.write(self._stop_writer, b".")

    def close(self) -> None:
        """Close the pipe that ends a wait; the file stays open."""
        os.close(self._stop_writer)
        os.close(self._stop_reader)


def _descriptor(file: BinaryIO) -> int | None:
    """Return the descriptor to wait for; None for a file in memory, or on a system that cannot wait for files."""
    try:
        descriptor = file.fileno()
        select.select([descriptor], [], [], 0)
    except (OSError, ValueError):
        return None
    return descriptor
