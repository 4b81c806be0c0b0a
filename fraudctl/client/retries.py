"""When a request to the API is tried again, how long to wait before, and why it failed, in a few words."""

import random
from http import HTTPStatus

from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

RETRIED = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers that another attempt may change."""

LONGEST_PAUSE = 30.0
"""Seconds; an API that asks for more is asked again then."""

RETRIES = Retry(
    total=7,
    allowed_methods={"POST"},
    status_forcelist=RETRIED,
    backoff_factor=0.25,
    backoff_max=8,
    backoff_jitter=0.25,
    raise_on_status=False,
)
"""Over about 25 seconds of pauses: as long as an API takes to be deployed or a network to come back."""

SOON = (0.05, 0.25)
"""Seconds between which the first pause lies, for which urllib3 has none."""


def pause(retries: Retry, response: BaseHTTPResponse | None) -> float:
    """Return the seconds to wait before the next attempt: what the answer asks for, to a limit, or more each time."""
    return min(_asked_for(retries, response) or retries.get_backoff_time() or random.uniform(*SOON), LONGEST_PAUSE)  # noqa: S311 -- no secret


def _asked_for(retries: Retry, response: BaseHTTPResponse | None) -> float | None:
    """Return the seconds of Retry-After, which may be a date; None where it says nothing that can be waited for."""
    try:
        return retries.get_retry_after(response) if response is not None else None
    except (HTTPError, ValueError, OverflowError):  # neither seconds nor a date, or beyond what a clock can count
        return None


def words(error: HTTPError) -> str:
    """Return why the API could not be reached, without addresses of objects: the same for the same cause."""
    match error:
        case NameResolutionError():
            return "its name is not known to DNS"
        case ReadTimeoutError():
            return "no answer in time"
        case ConnectTimeoutError() if not isinstance(error, NewConnectionError):
            return "no connection in time"
        case SSLError():
            return f"TLS: {' '.join(str(error).split())}"
    causes: list[BaseException] = [error]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    said = (each.strerror for each in causes if isinstance(each, OSError) and each.strerror)
    return next(said, "the connection broke off")
