"""Errors and warnings as a good compiler gives them: file, line, the text, a caret, what was perhaps meant."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from handlers.decision.strategy.problem import Problem
from strategies.reading import UnreadableFile
from strategies.source import Source

CHECKED_WHOLE = frozenset({"tags", "seed_currencies", "rates", "reasons", "lists"})
"""Fields whose one message is about all that they hold."""

WIDTH = 100
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning at a line and a column of a file, both from 1, with the text that it is about."""

    severity: Literal["error", "warning"]
    file: str
    line: int | None
    """None if it is about the file, of which no line was read; then there is no column either."""
    column: int | None
    message: str
    hint: str | None = None
    text: str = ""
    caret: int = 0
    """The place in the text, from 0."""
    rule: str | None = None
    """The code of the rule that it is about, if it has one."""

    @property
    def said(self) -> str:
        """Return the message; an error's with the rule that it is about, which a warning names by itself."""
        return f"rule {self.rule}: {self.message}" if self.rule and self.severity == "error" else self.message

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        named = ("severity", "file", "line", "column", "rule", "message", "hint")
        return {name: getattr(self, name) for name in named if getattr(self, name) is not None}


def unreadable(error: UnreadableFile) -> Diagnostic:
    """Return the error of a file that could not be read."""
    return Diagnostic("error", error.name, None, None, error.reason)


def diagnose(source: Source, problems: Sequence[Problem], severity: Literal["error", "warning"]) -> list[Diagnostic]:
    """Return the problems by their place in the file, each once, and of a value that YAML spoils only that."""
    spoilt = {problem.path for problem in source.problems if not problem.of_name}
    spoilt |= {path[:-1] for path in spoilt if path[-2:-1] and path[-2] in CHECKED_WHOLE}
    told = [each for each in dict.fromkeys(problems) if each.path not in spoilt or each in source.problems]
    found = [_at(source, problem, severity) for problem in told]
    return sorted(found, key=_place)


def errors_of(source: Source, problems: Callable[[Source], Sequence[Problem]]) -> list[Diagnostic]:
    """Return the errors of a file, by what is wrong with each of its readings: a key given twice has two."""
    readings = (source, *source.repeats)
    found = {each for reading in readings for each in diagnose(reading, problems(reading), "error")}
    return sorted(found, key=_place)


def _place(found: Diagnostic) -> tuple[int, int, str]:
    return found.line or 0, found.column or 0, found.message


def _at(source: Source, problem: Problem, severity: Literal["error", "warning"]) -> Diagnostic:
    place = source.place(problem.path, of_name=problem.of_name)
    line, line_column = place.line, place.column
    exact = None if problem.column is None else source.position(problem.path, problem.column)
    if problem.column is not None and exact is None:  # shown in one line
        text, caret = " ".join(re.split(r"[\r\n\t]", source.value(problem.path))), problem.column
    else:
        line, line_column = exact or (line, line_column)
        text, caret = source.lines[line] if line < len(source.lines) else "", line_column
    text, caret = _around(text, caret)
    return Diagnostic(
        severity=severity,
        file=source.name,
        line=line + 1,
        column=line_column + 1,
        message=problem.message,
        hint=problem.hint,
        text=text,
        caret=caret,
        rule=_rule(source, problem),
    )


def _rule(source: Source, problem: Problem) -> str | None:
    match problem.path:
        case ("rules", place, *_):
            rule = source.value(("rules", place))
            code = rule.get("code") if isinstance(rule, dict) else None
            return code if isinstance(code, str) else None
    return None


def _around(text: str, caret: int) -> tuple[str, int]:
    """Return the text without the blanks around it, of a long one the part around the caret."""
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    begin = first if last - first <= WIDTH or caret - first <= WIDTH // 2 else caret - WIDTH // 2
    end = min(last, begin + WIDTH)
    before, after = "… " if begin > first else "", " …" if end < last else ""
    return before + text[begin:end] + after, max(0, caret - begin + len(before))
