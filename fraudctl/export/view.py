"""The summary of an export, as a person reads it, and for a program."""

from collections.abc import Iterator
from typing import Any

from fraudctl.export.export_run import ExportRun
from fraudctl.terminal.times import format_iso


def render_export(run: ExportRun) -> Iterator[str]:
    """Yield the lines of the summary."""
    made = run.manifest
    size = sum(each.bytes for each in made.files)
    payments, files = _counted(made.payments, "payment"), _counted(len(made.files), "file")
    yield f"{payments} in {files} of {run.folder}, {size:,} bytes"
    for reason, count in sorted(made.left_out.items()):
        yield f"{count:,} left out: {reason}"
    if made.columns:
        yield "to read the metadata as it was: " + " ".join(f"--column {each}" for each in made.columns)


def export_json(run: ExportRun) -> dict[str, Any]:
    """Return the summary for a program."""
    made = run.manifest
    return {
        "ended": made.state,
        "resumed": run.resumed,
        "folder": str(run.folder),
        "since": format_iso(made.since),
        "until": format_iso(made.until),
        "payments": sum(each.payments for each in made.files),
        "left_out": made.left_out,
        "columns": made.columns,
        "files": [{"name": each.name, "payments": each.payments, "bytes": each.bytes} for each in made.files],
    }


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
