"""A poll reports an error that passes and goes on; one that would not pass ends it."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    TokenRetrievalError,
)

from fraudctl.observe.logs import EVERY, LogFollower
from fraudctl.observe.polling import LONGEST_PAUSE, PollOptions, is_worth_retrying, poll
from fraudctl.stacks.target import Target
from tests.fraudctl.observe.scripted_answers import ScriptedAnswers, aws_error
from tests.fraudctl.observe.stack_with_logs import NOON, StackContents, target_with

ELSEWHERE = "http://127.0.0.1:1"


TRANSIENT = [
    *map(aws_error, ("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded")),
    *map(aws_error, ("ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeout")),
    *(aws_error("InternalFailure", status) for status in (500, 502, 503, 504)),
    EndpointConnectionError(endpoint_url=ELSEWHERE),
    ConnectTimeoutError(endpoint_url=ELSEWHERE),
    ReadTimeoutError(endpoint_url=ELSEWHERE),
    TokenRetrievalError(provider="sso", error_msg="expired"),
]
PERMANENT = [
    *map(aws_error, ("AccessDeniedException", "ResourceNotFoundException", "UnrecognizedClientException")),
    NoCredentialsError(),
    ParamValidationError(report="x"),
]


def poll_all(answers: Callable[[Target], Any], *, every: float = 2.0) -> tuple[list[Any], list[str], list[float]]:
    """Return the answers, reports and pauses of a poll until its end."""
    yielded: list[Any] = []
    reported: list[str] = []
    waited: list[float] = []
    with contextlib.suppress(KeyboardInterrupt):
        for each in poll(
            answers, target_with(StackContents()), PollOptions(every=every, report=reported.append, wait=waited.append)
        ):
            yielded.append(each)  # noqa: PERF402 -- what came before the end counts
    return yielded, reported, waited


@pytest.mark.parametrize("error", TRANSIENT, ids=str)
def test_an_error_that_passes_is_reported_once_and_the_poll_goes_on(error: Exception) -> None:
    yielded, reported, _ = poll_all(ScriptedAnswers("a", error, error, error, "b"))

    assert yielded == ["a", "b"]
    assert [line.partition(";")[2] or line for line in reported] == [
        " trying again until it answers",
        "it answers again",
    ]
    assert str(error) in reported[0]


@pytest.mark.parametrize("error", PERMANENT, ids=str)
def test_an_error_that_would_not_pass_ends_it(error: Exception) -> None:
    assert not is_worth_retrying(error)
    asked = ScriptedAnswers("a", error)
    with pytest.raises(type(error)):
        list(
            poll(asked, target_with(StackContents()), PollOptions(every=1, report=lambda _: None, wait=lambda _: None))
        )


def test_pauses_grow_while_there_are_errors_and_are_as_before_after_them() -> None:
    _, _, waited = poll_all(ScriptedAnswers(*[TRANSIENT[0]] * 6, "a", "b"))
    assert waited == [4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE, 2, 2]


def test_a_login_that_is_renewed_meanwhile_is_found() -> None:
    asked = ScriptedAnswers(aws_error("ExpiredToken"), "a")
    poll_all(asked)
    assert asked.targets[0] is not asked.targets[1], "another target makes clients of its own"


def test_three_log_groups_are_followed_within_half_of_what_an_account_may_ask() -> None:
    assert 3 / EVERY <= 5 / 2


def test_a_follower_returns_each_line_once_and_those_that_an_error_delayed(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = StackContents()
    target = target_with(contents)
    follower = LogFollower(["ingestion", "scoring"], NOON)
    contents.log("ingestion", 1, message="first")
    assert [line.message for line in follower.poll(target)] == ["first"]

    contents.log("ingestion", 2, message="second")
    with monkeypatch.context() as failing:
        failing.setattr(contents, "get_paginator", ScriptedAnswers(aws_error("ThrottlingException")))
        with pytest.raises(ClientError):
            follower.poll(target)
    contents.log("scoring", 1, message="late")

    assert [line.message for line in follower.poll(target)] == ["late", "second"]
    assert follower.poll(target) == []
