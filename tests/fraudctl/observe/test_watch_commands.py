"""`logs --follow` and `status --watch` report an error that passes, go on, and end at Ctrl-C as they always do."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.observe import collect_health, polling
from fraudctl.observe.logs import LogFollower
from fraudctl.observe.polling import PollOptions
from fraudctl.stacks.target import Target
from tests.fraudctl.observe.scripted_answers import ScriptedAnswers, aws_error
from tests.fraudctl.observe.stack_with_logs import StackContents, target_with
from tests.fraudctl.observe.test_health import health

THROTTLED = aws_error("ThrottlingException")
RunCommand = Callable[..., Result]


@pytest.fixture
def run_watch(monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Return a function that runs a command, whose polls have these answers and no pauses between them."""

    def run_watch(words: str, *polled: Any) -> Result:
        answers = ScriptedAnswers(*polled)
        at_once = functools.partial(PollOptions, wait=lambda _: None)
        monkeypatch.setattr(Target, "find", lambda _: target_with(StackContents()))
        monkeypatch.setattr(polling, "PollOptions", at_once)
        monkeypatch.setattr(collect_health, "collect_health", lambda target, _minutes: answers(target))
        monkeypatch.setattr(LogFollower, "poll", lambda _, target: answers(target))
        return CliRunner().invoke(command_line(*COMMANDS), words.split(), env={"COLUMNS": "80"})

    return run_watch


@pytest.mark.parametrize(
    ("polled", "code", "again"),
    [
        ((health(errors=0), THROTTLED, health(errors=0)), 0, 1),
        ((THROTTLED, health(dead_letters=1)), 1, 1),
        ((THROTTLED,), 1, 0),
    ],
)
def test_a_watch_goes_on_and_its_exit_code_is_that_of_the_last_answer(
    run_watch: RunCommand, polled: tuple[Any, ...], code: int, again: int
) -> None:
    done = run_watch("status --watch", *polled)

    assert done.exit_code == code
    assert done.stderr.count("ThrottlingException") == 1
    assert done.stderr.count("it answers again") == again


@pytest.mark.parametrize("words", ["logs --follow", "tail -f", "logs --follow --json"])
def test_following_goes_on_and_ends_well(run_watch: RunCommand, words: str) -> None:
    done = run_watch(words, [], THROTTLED, THROTTLED, [])

    assert done.exit_code == 0
    assert done.stderr.count("ThrottlingException") == 1
    assert done.stderr.count("it answers again") == 1


@pytest.mark.parametrize("words", ["logs --follow", "status --watch"])
def test_an_error_that_would_not_pass_ends_it(run_watch: RunCommand, words: str) -> None:
    done = run_watch(words, aws_error("AccessDeniedException"))

    assert done.exit_code == 1
    assert isinstance(done.exception, ClientError)


def test_the_old_name_is_hidden() -> None:
    printed = CliRunner().invoke(command_line(*COMMANDS), ["--help"]).stdout
    assert "logs" in printed
    assert "tail" not in printed
