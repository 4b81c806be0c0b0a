"""`fraudctl reconcile`: what it prints, and how it exits."""

import json
from datetime import timedelta
from typing import Any, cast

import pytest

from fraudctl.errors import CommandError
from fraudctl.recovery.function_client import ScoringClient
from tests.fraudctl.recovery.stack_in_memory import SCORES, StackInMemory, run_command


def test_reconcile_prints_what_it_found_and_exits_0_when_all_is_scored(stack: StackInMemory) -> None:
    stack.store("t-1", timedelta(minutes=10))

    code = run_command("reconcile", "--dry-run").exit_code
    assert (code, stack.scored) == (1, [])

    done = run_command("reconcile", "--since", "2h", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["unscored"], found["scored"], stack.scored) == (0, 1, 1, ["t-1"])
    assert found["oldest"]["transaction_id"] == "t-1"

    shown = run_command("reconcile")
    assert shown.exit_code == 0
    assert "without score" in shown.stdout


def test_reconcile_prints_alerts_that_are_owed_and_messages_that_it_could_not_read(stack: StackInMemory) -> None:
    for identity in ("t-owed", "t-lost"):
        stack.store(identity, timedelta(minutes=10))
    owed = {"transaction_id": {"S": "t-owed"}, "pending": {"SS": ["alert"]}}
    stack.made["dynamodb"].put_item(TableName=SCORES, Item=owed)
    stack.send("processing", {})
    stack.hold("processing")

    done = run_command("reconcile", "--dry-run")

    assert done.exit_code == 1
    for said in ("still owed", "its review, alert or event is", "could not be looked at: 1", "others hold"):
        assert said in done.stdout


@pytest.mark.parametrize("arguments", [("--since", "30s"), ("--since", "0s"), ("--since", "2h", "--grace", "7200")])
def test_a_period_that_the_grace_leaves_empty_is_an_error_of_one_line(
    arguments: tuple[str, ...], stack: StackInMemory
) -> None:
    assert stack
    done = run_command("reconcile", *arguments)

    assert done.exit_code == 1
    assert isinstance(done.exception, CommandError)
    assert "--grace" in str(done.exception)
    assert "\n" not in str(done.exception)


@pytest.mark.parametrize(
    "arguments", [("--grace", "99999999999999999999"), ("--grace", "-1"), ("--since", "1d", "--grace", "1e3")]
)
def test_an_invalid_grace_is_refused_as_an_option(arguments: tuple[str, ...], stack: StackInMemory) -> None:
    assert stack
    assert run_command("reconcile", *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {}}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {"SCORE_RETENTION_DAYS": "long"}}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {"SCORE_RETENTION_DAYS": "9999999999"}}, "SCORE_RETENTION_DAYS"),
        ({"Error": {"ErrorCode": "AccessDeniedException", "Message": "no kms:Decrypt"}}, "no kms:Decrypt"),
    ],
)
def test_an_unknown_retention_is_an_error_of_one_line(environment: dict[str, Any], told: str) -> None:
    class Functions:
        def get_function_configuration(self, **_: str) -> dict[str, Any]:
            return {"Environment": environment} if environment else {}

    with pytest.raises(CommandError, match=told) as raised:
        ScoringClient(cast("Any", Functions()), "fraud-scorer").score_retention()
    assert "\n" not in str(raised.value)


def test_a_since_that_is_not_a_time_is_an_error_of_one_line(stack: StackInMemory) -> None:
    assert stack
    error = run_command("reconcile", "--since", "yesterday").exception

    assert isinstance(error, CommandError)
    assert "yesterday" in str(error)
    assert "\n" not in str(error)
