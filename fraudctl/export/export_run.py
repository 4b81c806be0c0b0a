"""An export from its first page to its last file, and on from wherever an earlier run was ended."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.errors import CommandError
from fraudctl.export.cells import column_options
from fraudctl.export.files import write_days
from fraudctl.export.manifest import Manifest
from fraudctl.export.request import ExportRequest
from fraudctl.export.spool import Spool
from fraudctl.export.stack_reader import StackReader

SPOOL = ".export.sqlite"
"""The lines that were read, until they are all in their files."""


class ExportRun:
    """The folder of an export, with what is done in it."""

    def __init__(self, folder: Path, request: ExportRequest, now: datetime) -> None:
        """Begin an export in an empty folder, or take up the one that was begun there.

        Raises:
            CommandError: the folder holds something else, or an export of something else.
        """
        self.folder = folder
        found = Manifest.read(folder)
        if found and found.request != request:
            raise CommandError(
                f"{folder} holds an export of {found.request.words}: give the same again, or another folder"
            )
        self.resumed = found is not None
        time = request.time(now)
        self.manifest = found or Manifest(request=request, since=time.since, until=time.until)
        self.time = CountedTime(stack=request.stack, since=self.manifest.since, until=self.manifest.until, now=now)
        """The time that was meant when it was first made."""

    @property
    def complete(self) -> bool:
        """Return whether nothing is left to be done."""
        return self.manifest.state == "complete"

    def run(self, reader: StackReader, looked: Callable[[int], None], written: Callable[[int], None]) -> None:
        """Read what is not read yet, then write the files that are not written yet.

        Args:
            reader: Reads the stack.
            looked: Told the rows of every page that was looked at.
            written: Told the payments of every file that was written.

        Raises:
            ClientError, BotoCoreError, CommandError, OSError: it could not go on; another run will.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what is known of people
        if not self.resumed:
            self.manifest.write(self.folder)
        with Spool(self.folder / SPOOL) as spool:
            for page in reader.pages(spool.places()):
                spool.add(page.segment, page.place, page.lines, page.columns, page.counts)
                looked(page.looked_at)
            self.manifest.state, self.manifest.left_out = "writing", spool.counts()
            if self.manifest.request.form == "csv":
                kinds = {name: found for name, found in spool.columns().items() if found}
                self.manifest.columns = column_options(kinds)
            write_days(spool, self.manifest, self.folder, written)
        self.manifest.payments = sum(each.payments for each in self.manifest.files)
        self.manifest.state = "complete"
        self.manifest.write(self.folder)
        (self.folder / SPOOL).unlink()
