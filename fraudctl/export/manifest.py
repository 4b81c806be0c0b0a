"""The contents of an export's folder: the request, how far it has come, each file with its payments and digest."""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from fraudctl.errors import CommandError
from fraudctl.export.request import ExportRequest

NAME = "manifest.json"


class ExportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of one day's payments, which is whole."""

    name: str
    payments: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """The content of `manifest.json`."""

    version: int = 1
    request: ExportRequest
    since: datetime
    until: datetime
    """The time that the request meant when it was first made."""
    state: Literal["reading", "writing", "complete"] = "reading"
    payments: int = 0
    left_out: dict[str, int] = msgspec.field(default_factory=dict)
    """Rows by the reason why they are in no file."""
    columns: list[str] = msgspec.field(default_factory=list)
    """Of a table, the `--column` options by which its metadata is read as it was."""
    files: list[ExportedFile] = msgspec.field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Manifest | None":
        """Return that of a folder; None of an empty one, or one that is not there.

        Raises:
            CommandError: there is something else, or it cannot be read.
        """
        try:
            written = (folder / NAME).read_bytes()
        except FileNotFoundError:
            if folder.exists() and any(not each.name.startswith(".") for each in folder.iterdir()):
                raise CommandError(f"{folder} is not empty and holds no export: give a folder of its own") from None
            return None
        try:
            return msgspec.json.decode(written, type=cls)
        except msgspec.MsgspecError as error:
            raise CommandError(f"{folder / NAME} is no manifest of an export: {error}") from error

    def write(self, folder: Path) -> None:
        """Write it in place of the former one, whole or not at all."""
        write_whole(folder / NAME, msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that either is there with all of its content or is as it was."""
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
