"""Docstrings are plain: a function's begins with a verb (ruff's D401), and none with a question word."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
MADE = {".venv", ".emulator", ".build"}
FOLDERS = sorted(
    path for path in PROJECT.iterdir() if path.is_dir() and path.name not in MADE and any(path.rglob("*.py"))
)
QUESTIONS = {"How", "What", "When", "Where", "Whether", "Which", "Who", "Whom", "Whose", "Why"}


def riddles(path: Path) -> Iterator[str]:
    """Yield where a docstring of a module, a class or a function begins with a question word."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            words = (ast.get_docstring(node) or "").split()
            if words and words[0] in QUESTIONS:
                yield f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 1)}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_docstring_begins_with_a_question_word(folder: Path) -> None:
    assert [place for path in sorted(folder.rglob("*.py")) for place in riddles(path)] == []
