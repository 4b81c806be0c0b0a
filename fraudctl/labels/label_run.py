"""A run over a file of labels: resumed where an earlier one ended, with what is not stored in files beside it."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from fraudctl.client.refused_lines import RefusedLines
from fraudctl.labels.label_file import NumberedLabel, read_labels
from fraudctl.labels.label_sender import STORED, LabelLineResult, LabelSender
from fraudctl.profiles.past_file import digest_of

_encode = msgspec.json.Encoder(decimal_format="number").encode

BESIDE = ("unknown", "unavailable")
"""Statuses of which the labels are written into a file of their own, to be sent again."""

REFUSED = "refused"
"""The status of lines that are no labels; each is written into a file of its own, with its number and the reason."""


class LabelSummary(msgspec.Struct, kw_only=True):
    """The results of a file's labels."""

    lines: int = 0
    before: int = 0
    """Labels that an earlier run was answered for."""
    statuses: Counter[str] = msgspec.field(default_factory=Counter)
    refused: RefusedLines = msgspec.field(default_factory=RefusedLines)

    @property
    def complete(self) -> bool:
        """Return whether every label is in force."""
        return set(self.statuses) <= set(STORED)

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        counts = {"lines": self.lines, "before": self.before, "statuses": dict(self.statuses)}
        return {**counts, "refused": self.refused.as_json()}


class LabelRun:
    """Sends the labels of a file; how far it has come stands in FILE.progress until all were answered."""

    def __init__(self, sender: LabelSender, progress: Callable[[LabelSummary], None] = lambda _: None) -> None:
        self._sender = sender
        self._progress = progress
        self.summary = LabelSummary()
        """Its counts, as far as it has come."""

    def send(self, file: Path) -> LabelSummary:
        """Send all labels after those that an earlier run was answered for.

        Raises:
            CommandError: the file cannot be read, or the API does not answer; the same again goes on from there.
        """
        noted, digest = beside(file, "progress"), digest_of(file)
        known = _known(noted, digest)
        labels = read_labels(file)
        self.summary.before = self.summary.lines = sum(1 for _ in islice(labels, known))
        if not known:
            for status in (*BESIDE, REFUSED):  # a former run's
                beside(file, status).unlink(missing_ok=True)
        while window := list(islice(labels, self._sender.window)):
            self._note(file, window, self._sender.send(window))
            noted.write_text(json.dumps({"digest": digest, "labels": self.summary.lines}), encoding="utf-8")
            self._progress(self.summary)
        noted.unlink(missing_ok=True)
        return self.summary

    def _note(self, file: Path, window: Sequence[NumberedLabel], results: Sequence[LabelLineResult]) -> None:
        """Count results, and write beside the file what is to be sent again, and what was refused."""
        for status in (*BESIDE, REFUSED):
            lines = [
                _encode({"line": result.number, "error": result.error} if status == REFUSED else label[1]) + b"\n"
                for label, result in zip(window, results, strict=True)
                if result.status == status
            ]
            if lines:
                with beside(file, status).open("ab") as target:
                    target.writelines(lines)
        for result in results:
            self.summary.lines += 1
            self.summary.statuses[result.status] += 1
            if result.status == REFUSED:
                self.summary.refused.add(result.number, result.error)


def beside(file: Path, ending: str) -> Path:
    """Return the path of a file beside another."""
    return file.with_name(f"{file.name}.{ending}")


def _known(noted: Path, digest: str) -> int:
    try:
        said = json.loads(noted.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return int(said["labels"]) if said.get("digest") == digest else 0
