"""The page of the commands is what the commands say of themselves."""

import re

import pytest
import typer.testing

from fraudctl.cli import COMMANDS, command_line
from fraudctl.documents.commands import PAGE, commands_page

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_of_the_commands_is_up_to_date() -> None:
    assert commands_page() == TEXT, "run `make docs`"


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^### (.+)$", TEXT, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("words", [["send"], ["local"], ["local", "up"]], ids=" ".join)
def test_the_help_on_the_page_is_what_the_command_prints(words: list[str]) -> None:
    printed = typer.testing.CliRunner().invoke(command_line(*COMMANDS), [*words, "--help"], prog_name="fraudctl")
    assert " ".join(printed.output.split()) in " ".join(TEXT.split())  # the runner has its own width
