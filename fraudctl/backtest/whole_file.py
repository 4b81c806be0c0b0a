"""A file that appears whole, or not at all."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from fraudctl.errors import CommandError


@contextmanager
def open_whole(name: Path) -> Iterator[TextIO]:
    """Open a file that has its name once it is whole: who ends the command halfway finds what was there before.

    A pipe or a device is written to at once.

    Raises:
        OSError: it cannot be written.
    """
    target = name.resolve()  # what a link leads to
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    shortened = name.name.encode()[:100].decode(errors="ignore")
    unfinished = target.with_name(f"{shortened}.{token_hex(8)}.part")  # known before it is there, to be removed
    try:
        with open(unfinished, "x", encoding="utf-8", newline="", opener=_open_private) as file:
            yield file
        unfinished.chmod(_mode(target))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def require_apart(written: Mapping[str, Path | None], read: Iterable[Path | None]) -> None:
    """Require that no file is written over one that is read, or over another.

    Raises:
        CommandError: one would be; names it.
    """
    places = {each.resolve(): "a strategy" if place else "the data" for place, each in enumerate(read) if each}
    for name, file in written.items():
        if file is None or (file.exists() and not file.is_file()):  # a device takes anything
            continue
        for place, over in places.items():
            if file.resolve() == place or (file.exists() and place.exists() and file.samefile(place)):
                raise CommandError(f"{file}: the {name} would be written over {over}")
        places[file.resolve()] = f"the {name}"


def _open_private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def _mode(file: Path) -> int:
    """Return the rights of the file that is replaced, or those that a new one gets."""
    if file.exists():
        return file.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
