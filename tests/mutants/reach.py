"""Where the effect of a line may be seen: where it is run or, if that is at import, where what it defines is used."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TESTED = "handlers"
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def lines_in_functions(file: str) -> frozenset[int]:
    """Return the lines of a file that are run when a function is called, not when it is defined."""
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    found = [each for each in ast.walk(tree) if isinstance(each, Definition)]
    return frozenset(line for each in found for line in range(each.body[0].lineno, (each.end_lineno or 0) + 1))


def users_of(file: str, line: int) -> Iterator[str]:
    """Yield the files that name what a line at the top of a file defines, this one first."""
    yield file
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    around = [each for each in tree.body if each.lineno <= line <= (each.end_lineno or 0)]
    names = {name for each in around for name in _defined(each)}
    named = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
    for other, text in _sources().items():
        if names and other != file and named.search(text):
            yield other


def _defined(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, Definition | ast.ClassDef):
        yield statement.name
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


@cache
def _sources() -> dict[str, str]:
    files = sorted((PROJECT / TESTED).rglob("*.py"))
    return {each.relative_to(PROJECT).as_posix(): each.read_text(encoding="utf-8") for each in files}
