"""The Pulumi CLI's answers are taken as they are, and its errors are shown whole, in a line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fraudctl.errors import CommandError
from fraudctl.stacks import pulumi_cli

Cli = Callable[[str], None]


@pytest.fixture
def pulumi_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Have a `pulumi` that runs this shell script."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    def runs(script: str) -> None:
        (tmp_path / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "pulumi").chmod(0o755)

    return runs


def test_outputs_are_those_of_the_stack(pulumi_script: Cli) -> None:
    pulumi_script('[ "$1 $2 $4 $5" = "stack output --stack prod" ] && echo \'{"api_endpoint":"https://y"}\'')

    assert pulumi_cli.stack_outputs("prod") == {"api_endpoint": "https://y"}


@pytest.mark.parametrize(("script", "value"), [("echo eu-central-1", "eu-central-1"), ("echo", None), ("exit 1", None)])
def test_a_setting_is_its_value_or_none(script: str, value: str | None, pulumi_script: Cli) -> None:
    pulumi_script(script)

    assert pulumi_cli.stack_setting("prod", "aws:region") == value


COMPLAINTS = {
    "one line": ("echo 'error: no stack named nope found' >&2; exit 1", "error: no stack named nope found"),
    "several": ("printf 'error: first\\n\\n  second\\nthird\\n' >&2; exit 1", "error: first second third"),
    "on the other stream": ("echo 'error: said there'; exit 1", "error: said there"),
    "none": ("exit 3", "it said nothing (exit code 3)"),
    "blank": ("echo >&2; exit 3", "it said nothing (exit code 3)"),
    "not UTF-8": ("printf 'error: \\377\\n' >&2; exit 1", "error: \ufffd"),
    "a signal": ("kill -9 $$", "a signal ended it (9)"),
}


@pytest.mark.parametrize(("script", "told"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_it_complains_of_is_told_whole(script: str, told: str, pulumi_script: Cli) -> None:
    pulumi_script(script)

    with pytest.raises(CommandError) as raised:
        pulumi_cli.stack_outputs("nope")

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("answer", ["", "nonsense", "[]", "null", "7", '"text"', '{"cut'])
def test_an_answer_that_is_no_object_is_told(answer: str, pulumi_script: Cli) -> None:
    pulumi_script(f"echo '{answer}'")

    with pytest.raises(
        CommandError, match=f"expected a JSON object, got {answer[:1] or 'nothing'}".replace("[", r"\[")
    ):
        pulumi_cli.stack_outputs("prod")


def test_it_asks_nobody_for_a_passphrase(pulumi_script: Cli) -> None:
    pulumi_script('read answer && exit 1; case "$*" in *--non-interactive*) echo {};; esac')

    assert pulumi_cli.stack_outputs("prod") == {}


def test_without_it_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CommandError, match="Pulumi CLI, which is not installed"):
        pulumi_cli.stack_outputs("prod")


def test_one_that_cannot_be_run_is_told(tmp_path: Path, pulumi_script: Cli) -> None:
    pulumi_script("")
    (tmp_path / "pulumi").write_text("#!/nowhere/sh\n")

    with pytest.raises(CommandError, match=r"cannot run .*pulumi: No such file"):
        pulumi_cli.stack_outputs("prod")
