"""Each promise of docs/proof.md has a command that there is, and each figure stands on the page it is quoted from."""

import re

import pytest
import typer

from fraudctl.cli import COMMANDS, command_line
from tests.documents.pages import PROJECT

PROOF = PROJECT / "docs" / "proof.md"
CELL = re.compile(r"(?<!\\)\|")
TARGETS = set(re.findall(r"^([a-z]+):.*  ## ", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def rows() -> list[list[str]]:
    """Return the cells of each promise."""
    table = PROOF.read_text(encoding="utf-8").partition("| --- |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in CELL.split(line)[1:-1]] for line in table.splitlines()[1:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_the_command_of_a_promise_is_there(row: list[str]) -> None:
    commands = re.findall(r"`([^`]+)`", row[1])

    assert commands
    for words in map(str.split, commands):
        if words[0] == "make":
            assert words[1] in TARGETS, words
        else:
            assert words[0] == "fraudctl"
            group = typer.main.get_command(command_line(*COMMANDS))
            assert words[1] in group.commands, words  # type: ignore[attr-defined]  # it is a group


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_what_is_quoted_stands_on_the_page_beside_it(row: list[str]) -> None:
    (page,) = re.findall(r"\]\(([^)#]+)", row[3])
    text = re.sub(r"\s+", " ", (PROOF.parent / page).read_text(encoding="utf-8"))

    for quoted in re.findall(r"\*\*(.+?)\*\*", row[2]):
        assert quoted.replace("\\|", "|") in text, quoted


def test_every_promise_says_where_and_when() -> None:
    assert len(rows()) > 10
    assert [row for row in rows() if len(row) != 5 or not all(row)] == []
