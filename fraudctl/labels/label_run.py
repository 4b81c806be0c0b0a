"""A run over a file of labels: resumed where an earlier one ended, with what is not stored in files beside it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import msgspec

from fraudctl.labels.label_file import NumberedLabel, read_labels
from fraudctl.labels.label_sender import STORED, LabelLineResult, LabelSender
from fraudctl.profiles.past_file import digest_of

_encode = msgspec.json.Encoder(decimal_format="number").encode

BESIDE = ("unknown", "unavailable")
"""Statuses of which the labels are written into a file of their own, to be sent again."""


class LabelSummary(msgspec.Struct, kw_only=True):
    """The results of a file's labels."""

    lines: int = 0
    before: int = 0
    """Labels that an earlier run was answered for."""
    statuses: Counter[str] = msgspec.field(default_factory=Counter)
    refused: dict[str, list[int]] = msgspec.field(default_factory=dict)
    """Numbers of lines, by reason."""

    @property
    def complete(self) -> bool:
        """Return whether every label is in force."""
        return set(self.statuses) <= set(STORED)


class LabelRun:
    """Sends the labels of a file; how far it has come stands in FILE.progress until all were answered."""

    def __init__(self, sender: LabelSender, progress: Callable[[LabelSummary], None] = lambda _: None) -> None:
        self._sender = sender
        self._progress = progress
        self.summary = LabelSummary()

    def send(self, file: Path) -> LabelSummary:
        """Send all labels after those that an earlier run was answered for.

        Raises:
            CommandError: the file cannot be read, or the API does not answer; the same again goes on from there.
        """
        noted, digest = file.with_name(f"{file.name}.progress"), digest_of(file)
        known = _known(noted, digest)
        labels = read_labels(file)
        self.summary.before = self.summary.lines = sum(1 for _ in islice(labels, known))
        for window in _windows(labels, self._sender.window):
            self._note(file, window, self._sender.send(window), fresh=not self.summary.lines)
            noted.write_text(json.dumps({"digest": digest, "labels": self.summary.lines}), encoding="utf-8")
            self._progress(self.summary)
        noted.unlink(missing_ok=True)
        return self.summary

    def _note(
        self, file: Path, window: Sequence[NumberedLabel], results: Sequence[LabelLineResult], *, fresh: bool
    ) -> None:
        """Count results, and write what is to be sent again beside the file, over what a former run left there."""
        for status in BESIDE:
            beside = file.with_name(f"{file.name}.{status}")
            lines = [_line(label) for label, result in zip(window, results, strict=True) if result.status == status]
            if fresh:
                beside.unlink(missing_ok=True)
            if lines:
                with beside.open("ab") as target:
                    _write(target, lines)
        for result in results:
            self.summary.lines += 1
            self.summary.statuses[result.status] += 1
            if result.status == "refused":
                self.summary.refused.setdefault(result.error, []).append(result.number)


def _known(noted: Path, digest: str) -> int:
    try:
        said = json.loads(noted.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return int(said["labels"]) if said.get("digest") == digest else 0


def _windows(labels: Iterator[NumberedLabel], size: int) -> Iterator[list[NumberedLabel]]:
    while window := list(islice(labels, size)):
        yield window


def _line(label: NumberedLabel) -> bytes:
    return _encode(label[1]) + b"\n"


def _write(target: IO[bytes], lines: Iterable[bytes]) -> None:
    target.writelines(lines)
