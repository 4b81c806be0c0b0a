"""An export by the command's own code while payments go on, interrupted again and again, and gone on with."""

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from chaos.export_book import ExportedLine, ExportOfKind
from chaos.ledger import Ledger
from chaos.traffic.transactions import START
from fraudctl.errors import CommandError
from fraudctl.export.export_run import ExportRun
from fraudctl.export.request import ExportRequest
from fraudctl.export.stack_reader import StackReader
from fraudctl.interruption import Interrupted
from fraudctl.stacks.target import Target

INTERRUPTED = 0.1
"""The share of pages and of files after which an export is interrupted."""
MOST_RUNS = 100
SINCE = datetime.fromtimestamp(START / 1000, UTC) - timedelta(days=1)


class NotExportedError(Exception):
    """Raised when an export did not come to its end however often it was gone on with."""


class Exporter:
    """Somebody who exports a stack's payments, those of some kinds' traffic among them."""

    def __init__(self, target: Target, ledger: Ledger, labels: Sequence[str], seed: int, *, through: str) -> None:
        """`through` is the address of a proxy."""
        self._target = replace(target, emulator=through)
        self._ledger = ledger
        self._labels = labels
        self._chance = random.Random(f"{seed} {labels} exporter")  # noqa: S311 -- no secret

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Export while the block goes on; it ends once that is done. Without kinds nothing is exported."""
        if not self._labels:
            yield
            return
        with ThreadPoolExecutor(1) as threads:
            working = threads.submit(self._export)
            yield
        working.result()

    def _export(self) -> None:
        request = ExportRequest.of(self._target.stack, SINCE.isoformat(), None, "jsonl")
        began = time.time() * 1000
        with tempfile.TemporaryDirectory() as folder:
            run, interrupted = self._completed(Path(folder) / "out", request)
            self._ledger.exports += [read_export(label, run, began, interrupted) for label in self._labels]

    def _completed(self, folder: Path, request: ExportRequest) -> tuple[ExportRun, int]:
        """Return the run that came to the end, and how many before it did not."""
        for interrupted in range(MOST_RUNS):
            with suppress(CommandError, ClientError, BotoCoreError, Interrupted):
                run = ExportRun(folder, request, datetime.now(UTC))
                if not run.complete:
                    run.run(StackReader(self._target, run.time, "jsonl"), self._interrupt, self._interrupt)
                return run, interrupted
        raise NotExportedError

    def _interrupt(self, _count: int) -> None:
        if self._chance.random() < INTERRUPTED:
            raise Interrupted


def read_export(label: str, run: ExportRun, began: float, interrupted: int) -> ExportOfKind:
    """Return the lines of a kind's payments in the files of an export that is complete."""
    lines: dict[tuple[str, int], list[ExportedLine]] = {}
    broken = list[str]()
    for file in run.manifest.files:
        content = (run.folder / file.name).read_bytes()
        found = [json.loads(each, parse_float=Decimal, parse_int=Decimal) for each in content.splitlines()]
        if (file.payments, file.bytes, file.sha256) != (len(found), len(content), sha256(content).hexdigest()):
            broken.append(file.name)
        for line in found:
            if line["transaction_id"].startswith(f"{label}-"):
                lines.setdefault((line["transaction_id"], int(line["timestamp"])), []).append(line)
    return ExportOfKind(
        kind=label,
        began=began,
        since=run.time.first,
        until=run.time.end,
        lines=lines,
        broken_files=broken,
        interrupted=interrupted,
    )
