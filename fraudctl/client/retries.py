"""The policy of retries: which answers another attempt may change, how many there are, and the pauses between them."""

import random
from http import HTTPStatus

from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError

RETRIED_STATUSES = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers that another attempt may change."""

MAX_PAUSE = 30
"""Seconds; an API that asks for more in Retry-After is asked again then."""

RETRY_POLICY = Retry(
    total=7,
    allowed_methods={"GET", "POST"},
    status_forcelist=RETRIED_STATUSES,
    backoff_factor=0.25,
    backoff_max=8,
    backoff_jitter=0.25,
    retry_after_max=MAX_PAUSE,
    raise_on_status=False,
)
"""About 25 seconds of pauses in all: as long as an API takes to be deployed or a network to come back."""

FIRST_PAUSE = (0.05, 0.25)
"""Seconds between which the first pause lies; urllib3 makes none before the first retry."""


def pause_before(retries: Retry, response: BaseHTTPResponse | None) -> float:
    """Return the seconds before the next attempt: what the answer asks for, else a back-off with jitter."""
    return _retry_after(retries, response) or retries.get_backoff_time() or random.uniform(*FIRST_PAUSE)  # noqa: S311 -- no secret


def _retry_after(retries: Retry, response: BaseHTTPResponse | None) -> float | None:
    """Return the seconds in Retry-After, which may be a date; None where it is absent or makes no sense."""
    try:
        return retries.get_retry_after(response) if response is not None else None
    except (HTTPError, ValueError, OverflowError):  # neither seconds nor a date, or beyond what a clock can count
        return None
