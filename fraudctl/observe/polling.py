"""Polling of AWS for as long as somebody watches, through errors that pass."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError
from botocore.retries.standard import RetryContext, ThrottledRetryableChecker, TransientRetryableChecker

from fraudctl.stacks.target import Target

Polled = TypeVar("Polled")

LONGEST_PAUSE = 30.0
"""Seconds between two tries; who watches wants to know soon that the errors are over."""

EXPIRED_LOGIN = (
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
)
"""Errors of AWS for a login that has expired, which a person renews in another window, and for a wrong clock."""

LOGIN_ERRORS = (CredentialRetrievalError, SSOTokenLoadError, TokenRetrievalError, UnauthorizedSSOTokenError)
"""Errors of the SDK for an expired login; without any credentials it raises another, and waiting does not help."""

_CHECKERS = (ThrottledRetryableChecker(), TransientRetryableChecker())


@dataclass(frozen=True, kw_only=True)
class PollOptions:
    """Options of a poll: seconds between two calls, a function that reports errors, and one that waits."""

    every: float
    report: Callable[[str], None]
    wait: Callable[[float], object] = threading.Event().wait


def poll(ask: Callable[[Target], Polled], target: Target, options: PollOptions) -> Iterator[Polled]:
    """Yield the answer of each call, without end.

    An error that passes is reported once, when it begins, and when it is over; meanwhile the pauses grow.

    Raises:
        ClientError, BotoCoreError: asking again would not help.
    """
    pause, failing = options.every, False
    while True:
        try:
            answer = ask(target)
        except (ClientError, BotoCoreError, ResponseParserError) as error:
            if not is_worth_retrying(error):
                raise
            if not failing:
                options.report(f"{error}; trying again until it answers")
            failing = True
            target = replace(target)  # its clients, and so its credentials, are found anew
            pause = min(2 * pause, max(LONGEST_PAUSE, options.every))
        else:
            if failing:
                options.report("it answers again")
            pause, failing = options.every, False
            yield answer
        options.wait(pause)  # AWS notifies nobody of new logs or figures


def is_worth_retrying(error: Exception) -> bool:
    """Return whether the same call may succeed later: by the SDK's own rules, or with a renewed login."""
    if isinstance(error, (*LOGIN_ERRORS, ResponseParserError)):
        return True
    answer = error.response if isinstance(error, ClientError) else None
    if answer and answer["Error"].get("Code") in EXPIRED_LOGIN:
        return True
    status = answer["ResponseMetadata"]["HTTPStatusCode"] if answer and "ResponseMetadata" in answer else None
    context = RetryContext(
        attempt_number=1,
        parsed_response=answer,
        http_response=AWSResponse("", status, HTTPHeaders(), None) if status else None,
        caught_exception=None if answer else error,
    )
    return any(checker.is_retryable(context) for checker in _CHECKERS)
