"""The command line itself: its list of commands, its help, its completion, and its errors for a wrong word."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer

from fraudctl.cli import COMMANDS, GROUPS, command_line

FRAUDCTL = Path(sys.executable).with_name("fraudctl")
HEAVY = (
    *("boto3", "botocore", "grpc", "matplotlib", "moto", "msgspec", "pulumi", "pydantic", "rich"),
    *("urllib3", "yaml"),
)
"""Modules that commands need when they run, and their help does not: they take longer to import than to read."""

HELP = """
import contextlib, json, sys
from fraudctl.cli import app
for words in json.loads(sys.argv[1]):
    sys.argv = ["fraudctl", *words, "--help"]
    with contextlib.redirect_stdout(None), contextlib.suppress(SystemExit):
        app()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def commands() -> list[tuple[str, ...]]:
    """Return every command's words, as they are typed without options."""
    root = typer.main.get_command(command_line(*COMMANDS))
    assert isinstance(root, typer.core.TyperGroup)
    found: list[tuple[str, ...]] = []
    for name, command in root.commands.items():
        found.append((name,))
        if isinstance(command, typer.core.TyperGroup):
            found += [(name, inner) for inner in command.commands]
    return found


def typed(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "COLUMNS": "80", **environment}
    return subprocess.run([FRAUDCTL, *words], env=env, capture_output=True, text=True, timeout=120, check=False)


def test_no_help_imports_what_only_the_running_command_needs() -> None:
    every = json.dumps([(), *commands()])
    done = subprocess.run([sys.executable, "-c", HELP, every], capture_output=True, text=True, timeout=120, check=True)

    assert set(json.loads(done.stdout)) & set(HEAVY) == set()


def test_the_help_lists_every_command_in_its_group_with_a_whole_sentence() -> None:
    listed = typed("--help").stdout

    for title, names in GROUPS.items():
        section = re.search(rf"^{title}:\n((?:  .*\n)+)", listed, re.MULTILINE)
        assert section
        assert re.findall(r"^  (\w+)", section[1], re.MULTILINE) == list(names)
        assert all(row.endswith(".") for row in re.split(r"\n(?=  \w)", section[1].rstrip()))
        assert "..." not in section[1]
    assert "tail" not in listed
    assert max(map(len, listed.splitlines())) <= 80


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_option_of_a_command_says_what_it_is(words: tuple[str, ...]) -> None:
    command = typer.main.get_command(command_line(*COMMANDS))
    for word in words:
        assert isinstance(command, typer.core.TyperGroup)
        command = command.commands[word]

    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), parameter.name


def test_a_bare_call_shows_the_help_and_is_no_success() -> None:
    done = typed()

    assert "Try:" in done.stdout + done.stderr
    assert done.returncode == 2


def test_the_version_is_the_packages_and_names_the_python() -> None:
    done = typed("--version")

    assert done.returncode == 0
    assert done.stdout.split() == [
        "fraudctl",
        version("fraud-detection"),
        "(Python",
        f"{'.'.join(map(str, sys.version_info[:3]))})",
    ]


def test_the_old_name_of_logs_is_still_taken() -> None:
    assert typed("tail", "--help").stdout.splitlines()[2:] == typed("logs", "--help").stdout.splitlines()[2:]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sned",), "Did you mean 'send'"),
        (("send", "--btach", "3", "x"), "Possible options: --batch"),
        (("send",), "Missing argument 'FILE'"),
        (("send", "--batch", "101", "-"), "less than or equal to 100"),
        (("redrive", "scorer"), "'ingestion', 'processing', 'scoring'"),
        (("local", "dwon"), "Did you mean 'down'"),
    ],
)
def test_a_wrong_word_is_named_with_what_was_perhaps_meant(words: tuple[str, ...], said: str) -> None:
    done = typed(*words)

    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fraudctl re", {"replay", "redrive", "reconcile", "review"}),
        ("fraudctl send --con", {"--concurrency"}),
        ("fraudctl local ", {"up", "status", "down"}),
        ("fraudctl redrive s", {"scoring"}),
        ("fraudctl --ver", {"--version"}),
    ],
)
def test_the_shell_completes_commands_options_and_choices(line: str, expected: set[str]) -> None:
    words = line.split(" ")
    done = typed(
        _FRAUDCTL_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )

    assert set(done.stdout.split()) == expected, done.stderr


def test_the_completion_script_is_for_the_name_that_is_typed() -> None:
    done = typed("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")

    assert done.returncode == 0
    assert "_FRAUDCTL_COMPLETE=complete_bash" in done.stdout
