"""Signed requests to the API, repeated where that may help."""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError, MaxRetryError

from fraudctl.stacks.target import Target

TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiResponse:
    """The API's last answer; `seconds` is the time of the last attempt, `received` when it ended (epoch)."""

    status: int
    body: dict[str, Any]
    """Numbers that are not whole are exact."""
    seconds: float
    received: float
    retries: int = 0
    """Attempts before this one, none of which brought a usable answer."""


class ApiClient:
    """A client of the API that many threads may use."""

    def __init__(
        self,
        target: Target,
        *,
        endpoint: str = "api_endpoint",
        concurrency: int = 1,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._url: str = target.exports[endpoint]
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT)
        self._no_retries = threading.Event()
        self._wait = wait or self._no_retries.wait

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        """Return the API's answer, at its endpoint or a path after it; a repeat is harmless, so failures are retried.

        `Retry` decides on what and how often; the loop is ours since each attempt is signed anew (a signature is good
        for five minutes, the attempts may take longer) and `stop_retrying` ends a pause.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        return self._repeated("POST", self._url + path, body)

    def get(self, path: str = "") -> ApiResponse:
        """Return what the API reads at its endpoint or a path after it, with its query; failures are retried.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        return self._repeated("GET", self._url + path, None)

    def _repeated(self, method: str, url: str, body: bytes | None) -> ApiResponse:
        retries = RETRY_POLICY
        while True:
            started = time.perf_counter()
            try:
                response, failure = self._attempt(method, url, body), None
            except HTTPError as error:
                response, failure = None, error
            answer = response and _api_response(response, time.perf_counter() - started, len(retries.history))
            if answer and not retries.is_retry(method, answer.status):
                return answer
            try:
                retries = retries.increment(method, url, response, failure)
                last = self._no_retries.is_set()
            except MaxRetryError:
                last = True
            if last and failure:
                raise failure
            if last and answer:
                return answer
            self._wait(_pause(retries, response))

    def stop_retrying(self) -> None:
        """End pauses; a request under way is not tried again."""
        self._no_retries.set()

    def close(self) -> None:
        """End pauses and connections."""
        self.stop_retrying()
        self._pool.clear()

    def _attempt(self, method: str, url: str, body: bytes | None) -> BaseHTTPResponse:
        said = {} if body is None else {"Content-Type": "application/json"}
        request = AWSRequest(method, url, data=body, headers=said)
        self._auth.add_auth(request)
        headers = dict(request.headers.items())
        return self._pool.request(method, url, body=body, headers=headers, retries=False, redirect=False)


def _pause(retries: Retry, response: BaseHTTPResponse | None) -> float:
    """Return the seconds before the next attempt: what the answer asks for, else a back-off with jitter."""
    return _retry_after(retries, response) or retries.get_backoff_time() or random.uniform(*FIRST_PAUSE)  # noqa: S311 -- no secret


def _retry_after(retries: Retry, response: BaseHTTPResponse | None) -> float | None:
    """Return the seconds in Retry-After, which may be a date; None where it is absent or makes no sense."""
    try:
        return retries.get_retry_after(response) if response is not None else None
    except (HTTPError, ValueError, OverflowError):  # neither seconds nor a date, or beyond what a clock can count
        return None


def _api_response(response: BaseHTTPResponse, seconds: float, retries: int) -> ApiResponse:
    body, received = _json_object(response.data), time.time()
    return ApiResponse(status=response.status, body=body, seconds=seconds, received=received, retries=retries)


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data, parse_float=Decimal)
    except ValueError:
        return {"error": "the answer was not JSON"}
    return body if isinstance(body, dict) else {"error": "the answer was not a JSON object"}
