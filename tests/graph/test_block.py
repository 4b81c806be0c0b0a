"""The picture in the documents is the program's own."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from fraudctl.errors import CommandError
from fraudctl.graph.block import BEGIN, BLOCK, END, replaced
from fraudctl.graph.flow import flow
from fraudctl.graph.picture import mermaid
from fraudctl.local.monitor import Resource

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [path for path in (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))) if path.exists()]
DRAWN = [path for path in DOCUMENTS if BEGIN in path.read_text(encoding="utf-8")]


def test_a_picture_takes_the_place_of_the_one_before_and_of_nothing_else() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter \\1\n"
    assert replaced(document, "new") == f"before\n{BEGIN}\n```mermaid\nnew\n```\n{END}\nafter \\1\n"
    assert replaced(replaced(document, "new"), "new") == replaced(document, "new")


def test_a_document_without_a_place_is_refused() -> None:
    with pytest.raises(CommandError, match="no place"):
        replaced("nothing here", "new")


def test_the_architecture_document_has_the_picture() -> None:
    assert PROJECT / "docs" / "architecture.md" in DRAWN


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.name)
def test_the_picture_in_a_document_is_what_the_program_makes(path: Path, resources: Sequence[Resource]) -> None:
    found = BLOCK.search(path.read_text(encoding="utf-8"))
    assert found is not None
    drawn = re.sub(r"^```\w*\n?", "", found[1], flags=re.MULTILINE).rstrip()
    assert drawn == mermaid(flow(resources)), f"run: fraudctl graph --into {path.relative_to(PROJECT)}"
