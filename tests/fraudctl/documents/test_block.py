"""The picture in the documents is the program's own."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from emulator.program.monitor import Resource
from fraudctl.documents.block import BEGIN, BLOCK, END, replace_picture, write_picture
from fraudctl.errors import CommandError
from fraudctl.graph.flow import flow_picture
from fraudctl.graph.picture import mermaid

PROJECT = Path(__file__).parents[3]
DOCUMENTS = [path for path in (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))) if path.exists()]
DRAWN = [path for path in DOCUMENTS if BEGIN in path.read_text(encoding="utf-8")]


def test_a_picture_takes_the_place_of_the_one_before_and_of_nothing_else() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter \\1\n"
    assert replace_picture(document, "new") == f"before\n{BEGIN}\n```mermaid\nnew\n```\n{END}\nafter \\1\n"
    assert replace_picture(replace_picture(document, "new"), "new") == replace_picture(document, "new")


def test_a_document_without_a_place_is_refused() -> None:
    with pytest.raises(CommandError, match="no place"):
        replace_picture("nothing here", "new")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_document_keeps_its_mark_and_its_line_ends(end: str, tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    before, after = f"\ufeffé{end}", f"{end}after{end}"
    document.write_bytes(f"{before}{BEGIN}{end}old{end}{END}{after}".encode())

    write_picture(document, "new")

    assert document.read_bytes().decode() == before + end.join([BEGIN, "```mermaid", "new", "```", END]) + after


def test_a_document_in_another_encoding_is_named_in_a_line(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_bytes(f"{BEGIN}\n{END}\n".encode("utf-16"))

    with pytest.raises(CommandError, match=r"page\.md is no text in UTF-8$"):
        write_picture(document, "new")


def test_the_architecture_document_has_the_picture() -> None:
    assert PROJECT / "docs" / "architecture.md" in DRAWN


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.name)
def test_the_picture_in_a_document_is_what_the_program_makes(path: Path, resources: Sequence[Resource]) -> None:
    found = BLOCK.search(path.read_text(encoding="utf-8"))
    assert found is not None
    drawn = re.sub(r"^```\w*\n?", "", found[1], flags=re.MULTILINE).rstrip()
    assert drawn == mermaid(flow_picture(resources)), f"run: fraudctl graph --into {path.relative_to(PROJECT)}"
