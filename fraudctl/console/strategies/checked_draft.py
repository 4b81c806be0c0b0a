"""A draft with what the compiler says of it, each error below the line that it is about. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fraudctl.strategy.difference import Difference, differences
from fraudctl.strategy.results import ExampleResults
from handlers.decision.strategy.strategy import Strategy
from strategies.diagnostics import Diagnostic

NAME = "draft.yaml"
"""The name that the compiler gives the text."""

AROUND = 1
"""Lines of the draft that are shown before and after one that something is said of."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """An error or a warning, with the caret below its character."""

    severity: str
    message: str
    hint: str | None
    text: str
    caret: str
    """Blanks, and the caret at the place of the character; empty where it is about the whole."""
    place: str


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """A line of the draft, with what is said of it; `gap` where lines before it were left out."""

    number: int
    text: str
    said: Sequence[Said]
    gap: bool


@dataclass(frozen=True, kw_only=True)
class CheckedDraft:
    """A draft as the page shows it."""

    strategy: Strategy | None
    errors: int
    warnings: int
    examples: int
    failed: int
    whole: Sequence[Said]
    """That which is about the text as a whole."""
    lines: Sequence[DraftLine]
    difference: Sequence[Difference]
    """Differences from the active strategy."""

    @property
    def is_good(self) -> bool:
        """Return whether it may be tried and deployed: it compiles, and its examples hold."""
        return self.strategy is not None and not self.failed


def checked_draft(text: str, results: ExampleResults, active: Strategy | None) -> CheckedDraft:
    """Return what is to be said of a draft whose examples were run."""
    checked = results.checked
    found = [*checked.errors, *checked.warnings, *results.mismatches]
    made = checked.strategy
    return CheckedDraft(
        strategy=made,
        errors=len(checked.errors),
        warnings=len(checked.warnings),
        examples=len(checked.examples),
        failed=results.failed,
        whole=[_said(each) for each in found if each.line is None],
        lines=_lines(text, found),
        difference=list(differences(active.document, made.document)) if active and made else [],
    )


def _lines(text: str, found: Sequence[Diagnostic]) -> list[DraftLine]:
    by_line: dict[int, list[Said]] = {}
    for each in found:
        if each.line is not None:
            by_line.setdefault(each.line, []).append(_said(each))
    written, last, lines = text.splitlines(), 0, list[DraftLine]()
    shown = sorted({near for line in by_line for near in range(line - AROUND, line + AROUND + 1)})
    for number in shown:
        if not (1 <= number <= len(written) or number in by_line):
            continue
        said = by_line.get(number, [])
        of_line = written[number - 1] if number <= len(written) else ""
        lines.append(DraftLine(number=number, text=of_line, said=said, gap=number > last + 1))
        last = number
    return lines


def _said(each: Diagnostic) -> Said:
    return Said(
        severity=each.severity,
        message=each.said,
        hint=each.hint,
        text=each.text,
        caret="" if each.line is None else " " * each.caret + "^",
        place="" if each.line is None else f"line {each.line}, column {each.column}",
    )
