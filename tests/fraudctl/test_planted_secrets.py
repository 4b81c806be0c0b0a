"""The output of `fraudctl`, its errors too, and the pages of the console hold no credential and no webhook token."""

import json
import re
import traceback
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from emulator.errors import LocalError
from emulator.program.dry_run import dry_run
from fraudctl.cli import command_line
from fraudctl.console.context import Console
from fraudctl.errors import CommandError
from fraudctl.stacks.local_stack import webhook_overrides
from fraudctl.terminal import report
from tests.fraudctl.console.conftest import api, browser, console, session, stranger

__all__ = ["api", "browser", "console", "session", "stranger"]  # the console's fixtures

TOKEN, KEY, SESSION = "Q7webhooktokenQ7", "Q7secretkeyQ7", "Q7sessiontokenQ7"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAQ7", "AWS_SECRET_ACCESS_KEY": KEY, "AWS_SESSION_TOKEN": SESSION}
PATHS = ("/", "/queue/rows", "/transaction?id=T-1", "/transactions", "/strategies", "/health", "/nothing")


@pytest.mark.parametrize("url", [f"ftp://hooks.example/{TOKEN}", f"http://hooks.example/{TOKEN}", f"{TOKEN}"])
def test_a_webhook_that_is_refused_is_not_repeated(url: str) -> None:
    with pytest.raises(CommandError) as by_option:
        webhook_overrides([url])
    with pytest.raises(LocalError) as by_program:
        dry_run("dev", {"webhooks": json.dumps([{"url": url}])})

    assert TOKEN not in f"{by_option.value}{by_program.value}"


def test_a_webhooks_token_stands_in_no_name_and_no_export() -> None:
    run = dry_run("dev", {"webhooks": json.dumps([{"url": f"https://hooks.example/{TOKEN}"}])})

    assert TOKEN not in json.dumps(run.exports, default=str)
    holding = {each.type for each in run.resources if TOKEN in json.dumps(each.inputs, default=str)}
    assert holding == {"aws:sns/topicSubscription:TopicSubscription"}
    assert not [each for each in run.resources if TOKEN in each.name]


@pytest.mark.parametrize("words", [["adopt", "--stack", "dev"], ["import", "fraud-detector", "--detector", "shop"]])
def test_a_command_that_aws_does_not_answer_prints_no_credential(words: list[str]) -> None:
    where = {**CREDENTIALS, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}

    done = CliRunner().invoke(command_line(words[0]), words, env=where)

    assert done.exit_code != 0
    printed = done.output + "".join(traceback.format_exception(done.exception)) if done.exception else done.output
    assert not {KEY, SESSION} & set(re.findall(r"Q7\w+Q7", printed))


def test_a_traceback_prints_no_value_of_a_variable(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(credentials: dict[str, str]) -> None:
        raise ValueError(len(credentials))

    try:
        fail(CREDENTIALS)
    except ValueError as error:
        report.print_traceback(type(error), error, error.__traceback__)

    assert KEY not in "".join(capsys.readouterr())


def test_no_page_of_the_console_shows_a_credential_or_the_cookie_that_lets_in(
    browser: TestClient, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    cookies = [value for _, value in browser.cookies.items()]
    secrets: list[Any] = [KEY, SESSION, *cookies]

    pages = [browser.get(path).text for path in PATHS]

    assert console.target.stack in pages[0]
    assert all(len(secret) > 8 for secret in secrets)
    assert [secret for secret in secrets for page in pages if secret in page] == []
