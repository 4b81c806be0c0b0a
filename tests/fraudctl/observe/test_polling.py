"""Whoever watches is told of trouble that passes and goes on; what would not pass ends it."""

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
from tests.fraudctl.observe.stack_with_logs import NOON, Written, stack

ELSEWHERE = "http://127.0.0.1:1"


def refused(code: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "FilterLogEvents")


PASSING = [
    *map(refused, ("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded")),
    *map(refused, ("ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeout")),
    *(refused("InternalFailure", status) for status in (500, 502, 503, 504)),
    EndpointConnectionError(endpoint_url=ELSEWHERE),
    ConnectTimeoutError(endpoint_url=ELSEWHERE),
    ReadTimeoutError(endpoint_url=ELSEWHERE),
    TokenRetrievalError(provider="sso", error_msg="expired"),
]
DEFINITE = [
    *map(refused, ("AccessDeniedException", "ResourceNotFoundException", "UnrecognizedClientException")),
    NoCredentialsError(),
    ParamValidationError(report="x"),
]


class Asked:
    """Answers with what a test has in store: an error is raised, the end of it is a Ctrl-C."""

    def __init__(self, *store: Any) -> None:
        self.store = list(store)
        self.targets: list[Target] = []

    def __call__(self, target: Target) -> Any:
        self.targets.append(target)
        if not self.store:
            raise KeyboardInterrupt
        said = self.store.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def watch(asked: Callable[[Target], Any], *, every: float = 2.0) -> tuple[list[Any], list[str], list[float]]:
    """What was yielded, said and waited until the end."""
    yielded: list[Any] = []
    said: list[str] = []
    waited: list[float] = []
    with contextlib.suppress(KeyboardInterrupt):
        for each in poll(asked, stack(Written()), PollOptions(every=every, say=said.append, wait=waited.append)):
            yielded.append(each)  # noqa: PERF402 -- what came before the end counts
    return yielded, said, waited


@pytest.mark.parametrize("error", PASSING, ids=str)
def test_trouble_that_passes_is_said_once_and_gone_on_from(error: Exception) -> None:
    yielded, said, _ = watch(Asked("a", error, error, error, "b"))

    assert yielded == ["a", "b"]
    assert [line.partition(";")[2] or line for line in said] == [" trying again until it answers", "it answers again"]
    assert str(error) in said[0]


@pytest.mark.parametrize("error", DEFINITE, ids=str)
def test_what_would_not_pass_ends_it(error: Exception) -> None:
    assert not is_worth_retrying(error)
    asked = Asked("a", error)
    with pytest.raises(type(error)):
        list(poll(asked, stack(Written()), PollOptions(every=1, say=lambda _: None, wait=lambda _: None)))


def test_it_asks_less_and_less_often_while_there_is_trouble_and_as_before_after_it() -> None:
    _, _, waited = watch(Asked(*[PASSING[0]] * 6, "a", "b"))
    assert waited == [4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE, 2, 2]


def test_a_login_that_is_renewed_meanwhile_is_found() -> None:
    asked = Asked(refused("ExpiredToken"), "a")
    watch(asked)
    assert asked.targets[0] is not asked.targets[1], "another target makes clients of its own"


def test_three_log_groups_are_followed_within_half_of_what_an_account_may_ask() -> None:
    assert 3 / EVERY <= 5 / 2


def test_a_follower_tells_each_line_once_and_those_that_trouble_kept_back(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written()
    target = stack(written)
    follower = LogFollower(["ingestion", "scoring"], NOON)
    written.log("ingestion", 1, message="first")
    assert [line.message for line in follower.look(target)] == ["first"]

    written.log("ingestion", 2, message="second")
    with monkeypatch.context() as trouble:
        trouble.setattr(written, "get_paginator", Asked(refused("ThrottlingException")))
        with pytest.raises(ClientError):
            follower.look(target)
    written.log("scoring", 1, message="late")

    assert [line.message for line in follower.look(target)] == ["late", "second"]
    assert follower.look(target) == []
