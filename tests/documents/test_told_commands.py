"""The documents tell to type what is understood."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from fraudctl.cli import ALIASES, COMMANDS, command_line
from tests.documents.pages import DOCUMENTS, EACH, PROJECT, commands

ALL_COMMANDS = sorted({each for document in DOCUMENTS for each in commands(document.read_text(encoding="utf-8"))})
OURS = [each.split() for each in ALL_COMMANDS if re.match(r"(\.venv/bin/)?fraudctl( |$)", each)]
NAMED = sorted({words[1] for words in OURS if len(words) > 1 and re.fullmatch(r"[a-z]+", words[1])})


@pytest.fixture(scope="module")
def understood() -> Any:
    """Return the command line, as it parses."""
    return typer.main.get_command(command_line(*COMMANDS))


def found(command: Any, words: list[str]) -> Any:
    """Return the command that the words name, the deepest one."""
    for word in words:
        if isinstance(command, typer.core.TyperGroup):
            assert word in command.commands, f"there is no {word}"
            command = command.commands[word]
    return command


@EACH
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    told = [each.split() for each in commands(document.read_text(encoding="utf-8"))]
    named = {words[1] for words in told if words[:1] == ["make"] and len(words) > 1}
    assert {name for name in named if re.fullmatch(r"[a-z]+", name)} <= targets


def test_the_documents_name_commands() -> None:
    assert {"demo", "send", "show", "redrive"} & set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_every_command_that_is_told_is_there_with_its_options(name: str, understood: Any) -> None:
    for words in OURS:
        if words[1:2] == [name]:
            command = found(understood, [ALIASES.get(name, name), *words[2:]])
            options = {"--help"}.union(*((*each.opts, *each.secondary_opts) for each in command.params))
            before = itertools.takewhile(lambda word: word != "--", words)
            told = {word.split("=")[0] for word in before if re.match(r"--?[a-z]", word)}
            assert told <= options, " ".join(words)
