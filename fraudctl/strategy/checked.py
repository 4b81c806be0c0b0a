"""The front door: a strategy's file with all that is wrong with it, and all that is likely a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import msgspec

from fraudctl.strategy.diagnostics import Diagnostic, diagnose
from fraudctl.strategy.examples import EXAMPLES, Example, examples
from fraudctl.strategy.lint import warnings
from fraudctl.strategy.source import Source, parse, read
from handlers.decision.faults import nearest
from handlers.decision.problem import Problem
from handlers.decision.strategy import Strategy, load


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and what it holds; no strategy where there are errors."""

    source: Source
    strategy: Strategy | None
    examples: Sequence[Example]
    errors: Sequence[Diagnostic]
    warnings: Sequence[Diagnostic]

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        strategy = self.strategy
        return {
            "file": self.source.name,
            "name": strategy.name if strategy else None,
            "digest": strategy.digest if strategy else None,
            "rules": len(strategy.rules) if strategy else None,
            "examples": len(self.examples),
            "errors": [each.facts() for each in self.errors],
            "warnings": [each.facts() for each in self.warnings],
        }


def check_file(file: File) -> CheckedFile:
    """Return what the file holds and what is wrong with it.

    Raises:
        CommandError: it cannot be read, is too large, or is no text.
    """
    return check_source(read(file))


def check_text(text: str, name: str) -> CheckedFile:
    """Return what the text of a file of this name holds and what is wrong with it."""
    return check_source(parse(text, name))


def check_source(source: Source) -> CheckedFile:
    """Return what a file that was read holds and what is wrong with it."""
    document = source.document
    written: list[Example] = []
    problems: list[Problem] = list(source.problems)
    if isinstance(document, dict):
        found = examples(document)
        problems += [each for each in found if isinstance(each, Problem)]
        written = [each for each in found if isinstance(each, Example)]
        document = {name: value for name, value in document.items() if name != EXAMPLES}
    loaded = load(document) if document is not None or not problems else []
    if isinstance(loaded, list):
        problems += [_hinted(each) for each in loaded]
    if problems or isinstance(loaded, list):
        return CheckedFile(source, None, written, diagnose(source, problems, "error"), ())
    return CheckedFile(source, loaded, written, (), diagnose(source, list(warnings(loaded)), "warning"))


def _hinted(problem: Problem) -> Problem:
    """Return the problem; one about a name that is nearly `examples`, which the document lacks, with that hint."""
    if len(problem.path) == 1 and problem.of_name and problem.hint is None:
        return msgspec.structs.replace(problem, hint=nearest(str(problem.path[0]), [EXAMPLES]))
    return problem
