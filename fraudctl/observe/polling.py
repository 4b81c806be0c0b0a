"""Asks AWS the same question for as long as somebody watches, through trouble that passes."""

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

Answer = TypeVar("Answer")

LONGEST_PAUSE = 30.0
"""Seconds between two tries; whoever watches wants to know soon that it is over."""

EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed")
"""What AWS answers to a login that has run out, which a person renews in another window, and to a clock that is off."""

LOGINS = (CredentialRetrievalError, SSOTokenLoadError, TokenRetrievalError, UnauthorizedSSOTokenError)
"""What the SDK raises for one; without any credentials it raises another, and nothing is to be waited for."""

_CHECKERS = (ThrottledRetryableChecker(), TransientRetryableChecker())


@dataclass(frozen=True, kw_only=True)
class PollOptions:
    """How to watch: seconds between two looks, where to say that there is trouble, and how to wait."""

    every: float
    say: Callable[[str], None]
    wait: Callable[[float], object] = threading.Event().wait


def poll(ask: Callable[[Target], Answer], target: Target, watch: PollOptions) -> Iterator[Answer]:
    """Yield what is answered, again and again; ends never.

    Trouble that passes is said once, at its beginning, and when it is over; meanwhile it asks less and less often.

    Raises:
        ClientError, BotoCoreError: asking again would not help.
    """
    pause, troubled = watch.every, False
    while True:
        try:
            answer = ask(target)
        except (ClientError, BotoCoreError, ResponseParserError) as error:
            if not is_worth_retrying(error):
                raise
            if not troubled:
                watch.say(f"{error}; trying again until it answers")
            troubled = True
            target = replace(target)  # its clients, and so its credentials, are found anew
            pause = min(2 * pause, max(LONGEST_PAUSE, watch.every))
        else:
            if troubled:
                watch.say("it answers again")
            pause, troubled = watch.every, False
            yield answer
        watch.wait(pause)  # neither logs nor figures can be awaited


def is_worth_retrying(error: Exception) -> bool:
    """Return whether the same question may be answered later: by the SDK's own rules, or with a renewed login."""
    if isinstance(error, (*LOGINS, ResponseParserError)):
        return True
    answer = error.response if isinstance(error, ClientError) else None
    if answer and answer["Error"].get("Code") in EXPIRED:
        return True
    status = answer["ResponseMetadata"]["HTTPStatusCode"] if answer and "ResponseMetadata" in answer else None
    context = RetryContext(
        attempt_number=1,
        parsed_response=answer,
        http_response=AWSResponse("", status, HTTPHeaders(), None) if status else None,
        caught_exception=None if answer else error,
    )
    return any(checker.is_retryable(context) for checker in _CHECKERS)
