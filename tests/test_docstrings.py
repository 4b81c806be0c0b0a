"""Docstrings are plain: a function's begins with a verb (ruff's D401), and none with a question word."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
MADE = {".venv", ".emulator", ".clients", ".train", ".audit", ".build"}
FOLDERS = sorted(
    path for path in PROJECT.iterdir() if path.is_dir() and path.name not in MADE and any(path.rglob("*.py"))
)
QUESTIONS = {"How", "What", "When", "Where", "Whether", "Which", "Who", "Whom", "Whose", "Why"}
ASKING = re.compile(rf"[\"']\\?\s*(?:{'|'.join(sorted(QUESTIONS))})\b")
"""A text that begins so; a source without any need not be parsed, which takes longest."""


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each docstring: of a module, a class, a function, and below an assignment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
            for before, after in pairwise(node.body):
                match before, after:
                    case ast.Assign() | ast.AnnAssign(), ast.Expr(value=ast.Constant(value=str() as text)):
                        yield after.lineno, text


def riddles(source: str) -> list[int]:
    """Return the lines at which a docstring begins with a question word."""
    if not ASKING.search(source):
        return []
    found = ((line, text.split()) for line, text in docstrings(ast.parse(source)))
    return [line for line, words in found if words and words[0].rstrip(",.") in QUESTIONS]


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is."""',
        'def f():\n    """Whether so."""',
        'LIMIT = 1\n"""How many."""',
        'class A:\n    a: int = 1\n    """Why."""',
        'def f():\n    """\n    Which of them.\n    """',
        'def f():\n    """\\\n    Who."""',
    ],
)
def test_a_question_word_is_found_wherever_a_docstring_stands(source: str) -> None:
    assert len(riddles(source)) == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_docstring_begins_with_a_question_word(folder: Path) -> None:
    assert [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in sorted(folder.rglob("*.py"))
        for line in riddles(path.read_text(encoding="utf-8"))
    ] == []
