"""The front door: a strategy's file with all that is wrong with it, and all that is likely a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from fraudctl.strategy.examples import Example, examples
from fraudctl.strategy.lint import warnings
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy
from strategies.diagnostics import Diagnostic, diagnose, errors_of, unreadable
from strategies.loading import load_source
from strategies.reading import UnreadableFile, parse, read
from strategies.source import Source


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
    """Return what the file holds and what is wrong with it, if only that it cannot be read."""
    try:
        return check_source(read(file))
    except UnreadableFile as error:
        return CheckedFile(parse("", error.name), None, (), [unreadable(error)], ())


def check_text(text: str, name: str) -> CheckedFile:
    """Return what the text of a file of this name holds and what is wrong with it."""
    return check_source(parse(text, name))


def check_source(source: Source) -> CheckedFile:
    """Return what a file that was read holds and what is wrong with it."""
    loaded, found = load_source(source), _examples(source)
    written = [each for each in found if isinstance(each, Example)]
    if isinstance(loaded, list) or len(written) < len(found):
        return CheckedFile(source, None, written, errors_of(source, _problems), ())
    return CheckedFile(source, loaded, written, (), diagnose(source, list(warnings(loaded)), "warning"))


def _problems(source: Source) -> list[Problem]:
    loaded = load_source(source)
    of_examples = [each for each in _examples(source) if isinstance(each, Problem)]
    return [*(loaded if isinstance(loaded, list) else ()), *of_examples]


def _examples(source: Source) -> Sequence[Example | Problem]:
    return examples(source.document) if isinstance(source.document, dict) else []
