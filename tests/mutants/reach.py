"""Places where the effect of a line may be seen: where it is run or, if at import, where what it defines is used."""

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
    found = [each for each in ast.walk(_tree(file)) if isinstance(each, Definition)]
    return frozenset(line for each in found for line in range(each.body[0].lineno, (each.end_lineno or 0) + 1))


def users_of(file: str, line: int) -> frozenset[str]:
    """Return a file and the others that name what its line at the top defines, or constants that are made of it."""
    return frozenset({file}).union(*(_users_of_name(name) for name in _defined_at(file, line)))


@cache
def _users_of_name(name: str) -> frozenset[str]:
    found, names, left = set[str](), {name}, [name]
    while left:
        one = left.pop()
        found |= {file for file in _sources() if one in _names(file)}
        made = {each for file in found for constant, used in _constants(file) if one in used for each in constant}
        left += made - names
        names |= made
    return frozenset(found)


@cache
def _names(file: str) -> frozenset[str]:
    return frozenset(_words(_sources()[file]))


@cache
def _constants(file: str) -> list[tuple[list[str], frozenset[str]]]:
    """Return the names that each constant of a file has, and the words in what it is made of."""
    made = [each for each in _tree(file).body if isinstance(each, ast.Assign | ast.AnnAssign)]
    return [(list(_defined(each)), frozenset(_words(ast.unparse(each)))) for each in made]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _defined_at(file: str, line: int) -> Iterator[str]:
    for statement in _tree(file).body:
        if statement.lineno <= line <= (statement.end_lineno or 0):
            yield from _defined(statement)


def _defined(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(_sources()[file])


@cache
def _sources() -> dict[str, str]:
    files = sorted((PROJECT / TESTED).rglob("*.py"))
    return {each.relative_to(PROJECT).as_posix(): each.read_text(encoding="utf-8") for each in files}
