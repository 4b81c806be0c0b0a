"""`fraudctl profiles`, as a person types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.errors import CommandError
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.stacks.target import Target
from tests.fraudctl.profiles.past_files import line, many, write
from tests.fraudctl.profiles.stack_of_profiles import StackOfProfiles, stack_of_profiles


@pytest.fixture(autouse=True)
def stack(monkeypatch: pytest.MonkeyPatch) -> StackOfProfiles:
    made = stack_of_profiles()
    monkeypatch.setattr(Target, "find", lambda _: made)
    monkeypatch.setattr(FunctionClient, "scoring", lambda target: target.scoring)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(*COMMANDS), ["profiles", *arguments])


def said(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_a_load_says_what_it_did(tmp_path: Path) -> None:
    done = run("load", str(many(tmp_path / "past.jsonl", 5)))

    assert done.exit_code == 0, done.output
    assert ["5", "0", "5", "0", "0", "0"] in [each.split() for each in done.stdout.splitlines()]


def test_a_load_with_a_bad_line_says_where_it_is_and_fails(tmp_path: Path) -> None:
    file = write(tmp_path / "past.jsonl", line(1), line(2, amount=-1))

    done = run("load", str(file))

    assert done.exit_code == 1
    assert "amount: must be a number" in " ".join(done.stdout.split())
    assert "correct them there" in " ".join(done.stdout.split())
    assert said("load", str(file))["refused"].popitem()[1] == [2]


def test_no_file_is_named_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "past.jsonl").write_text(f"[{line(1)}")

    text = " ".join(run("load", str(tmp_path / "past.jsonl")).stdout.split())

    assert "past.jsonl.refused" not in text
    assert "1 cannot be read, and is in no file: put what is missing into a file of its own" in text


def test_what_is_known_is_shown_and_nobody_is_nobody(tmp_path: Path) -> None:
    run("load", str(many(tmp_path / "past.jsonl", 5)))

    assert "payments: 5 in all" in run("show", "customer", "C-1").stdout
    assert said("show", "customer", "C-1", "--as-of", "2025-10-10")["features"]["count_ever"] == 5
    assert said("show", "customer", "C-1", "--as-of", "2020-01-01")["features"]["count_ever"] == 0
    nobody = run("show", "customer", "C-9")
    assert isinstance(nobody.exception, CommandError)
    assert str(nobody.exception) == "nothing is known of customer C-9"
