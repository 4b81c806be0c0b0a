"""The bytes of a file or a feed as they come, decompressed if they are gzip."""

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

CHUNK = 64 * 1024
"""Bytes to read, and to decompress to, at once."""

GZIP = b"\x1f\x8b"
GZIP_FRAME = 16 + zlib.MAX_WBITS
"""What tells zlib to expect the frame of gzip, checksum included."""


class Source(Protocol):
    """A binary file that gives what is there, without waiting for the size asked for."""

    def read1(self, size: int, /) -> bytes:
        """Return some bytes, none at the end."""


class Damaged(Exception):
    """Raised where bytes end before their time; its message says why."""


def decompressed(source: Source) -> tuple[bool, Iterator[bytes]]:
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
        while chunk := source.read1(CHUNK):
            yield chunk
    except OSError as error:
        raise Damaged(f"could not be read to its end: {error.strerror or error}") from error


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
        raise Damaged("its gzip data is damaged") from error
    if not member.eof:
        raise Damaged("its gzip data is cut off")


def _inflated(member: "zlib._Decompress", rest: bytes) -> Iterator[bytes]:
    """Decompress in bounded steps, for a small file may hold gigabytes; of damaged data, give out what came before."""
    while True:
        before = member.copy()
        try:
            piece = member.decompress(rest, CHUNK)
        except zlib.error:
            for each in rest:  # again, up to the byte that is wrong
                yield before.decompress(bytes((each,)))
            raise
        yield piece
        rest = member.unconsumed_tail
        if member.eof or (not rest and len(piece) < CHUNK):
            return
