"""A file of past payments: the digest that it is known by, and the file beside it for what cannot be loaded."""

from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Self

from fraudctl.client.reading import NumberedLine
from fraudctl.client.reading.source import DamagedInput, decompress
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused
from handlers.decision.profile.profile import LOAD_DIGEST


def digest_of(file: Path) -> str:
    """Return the digest that a file is known by: of its content, compressed with gzip or not.

    Raises:
        CommandError: it cannot be read to its end.
        OSError: it cannot be opened.
    """
    made = blake2b(digest_size=LOAD_DIGEST)
    with file.open("rb") as source:
        try:
            for chunk in decompress(source)[1]:
                made.update(chunk)
        except DamagedInput as error:
            raise CommandError(f"{file}: {error}") from error
    return made.hexdigest()


class Refusals:
    """A file for the lines that cannot be loaded, which is made when there is one."""

    def __init__(self, file: Path) -> None:
        """Write them to this file."""
        self._file = file
        self._open: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._open.close()

    def add(self, line: NumberedLine) -> bool:
        """Write a line as it came; return False for one that was broken as it was read, which nobody has."""
        if isinstance(line[1], Refused):
            return False
        if not self._open:
            self._open = self._file.open("wb")
        self._open.write(b" ".join(line[1].splitlines()) + b"\n")
        return True
