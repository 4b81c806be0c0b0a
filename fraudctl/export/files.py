"""The files of an export, one a day of event time (UTC), each written whole or not at all."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from fraudctl.backtest.columns import METADATA
from fraudctl.errors import CommandError
from fraudctl.export.manifest import ExportedFile, Manifest
from fraudctl.export.spool import Spool
from fraudctl.profiles.history_line import OWN_FIELDS
from handlers.contract.request import FIELDS, LARGEST_BODY

LEADING = (*(name for name in FIELDS if name != "metadata"), *OWN_FIELDS)
"""The columns that come first, so that a person finds them."""

_decode = msgspec.json.Decoder(dict[str, str]).decode


def write_days(spool: Spool, manifest: Manifest, folder: Path, written: Callable[[int], None]) -> None:
    """Write the files that the manifest does not have yet, and note each; `written` is told its payments.

    Raises:
        CommandError: a table would have more columns than fit its header.
        OSError: the disk is full, or the folder may not be written to.
    """
    there, header = {each.name for each in manifest.files}, _header(spool) if manifest.request.form == "csv" else []
    for day in spool.days():
        name = f"payments-{_date(day)}.{manifest.request.form}"
        if name in there:
            continue
        lines = spool.lines_of(day)
        made = _write(folder / name, _rows(lines, header) if header else lines)
        manifest.files.append(made)
        manifest.write(folder)
        written(made.payments)


def _header(spool: Spool) -> list[str]:
    names = list(spool.columns())
    metadata = [name for name in names if name.startswith(METADATA)]
    leading = [name for name in LEADING if name in names]
    ordered = [*leading, *metadata, *(name for name in names if name not in (*LEADING, *metadata))]
    if sum(len(name.encode()) + 3 for name in ordered) > LARGEST_BODY:
        raise CommandError(
            f"{len(ordered):,} columns are too many for a table: the metadata has too many keys. "
            "Give --format jsonl, and another folder"
        )
    return ordered


def _rows(lines: Iterable[bytes], header: Sequence[str]) -> Iterator[bytes]:
    yield _row(header)
    for line in lines:
        cells = _decode(line)
        yield _row([cells.get(name, "") for name in header])


class _Echo:
    """A file of one line, which is what `write` returns."""

    def write(self, text: str) -> str:
        return text


_writer = csv.writer(_Echo(), lineterminator="")


def _row(cells: Sequence[str]) -> bytes:
    return str(_writer.writerow(cells)).encode()


def _write(file: Path, lines: Iterable[bytes]) -> ExportedFile:
    part, digest, count, size = file.with_name(f".{file.name}.part"), sha256(), 0, 0
    with part.open("wb") as out:
        for line in lines:
            whole = line + b"\n"
            out.write(whole)
            digest.update(whole)
            count, size = count + 1, size + len(whole)
        _flush(out)
    part.replace(file)
    payments = count - 1 if file.suffix == ".csv" else count
    return ExportedFile(name=file.name, payments=payments, bytes=size, sha256=digest.hexdigest())


def _flush(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def _date(day: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date()
