"""Signed requests to the API, and when a failed one is tried again."""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from fraudctl.stacks.target import Target

TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiResponse:
    """What the API said in the end; `seconds` is the time of the last attempt, `received` when it ended (epoch)."""

    status: int
    body: dict[str, Any]
    seconds: float
    received: float


class ApiClient:
    """Posts transactions; safe to use from many threads."""

    def __init__(self, target: Target, *, concurrency: int = 1, wait: Callable[[float], object] | None = None) -> None:
        self._url: str = target.exports["api_endpoint"]
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT)
        self._hurried = threading.Event()
        self._wait = wait or self._hurried.wait

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        """Return the API's answer, at its endpoint or a path below it; as a repeat is harmless, what fails is repeated.

        Each attempt is signed anew: a signature is good for five minutes, and the attempts may take longer.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        url, retries = self._url + path, RETRY_POLICY
        while True:
            started = time.perf_counter()
            try:
                response, failure = self._once(url, body), None
            except HTTPError as error:
                response, failure = None, error
            answer = response and _answer(response, time.perf_counter() - started)
            if answer and not retries.is_retry("POST", answer.status):
                return answer
            try:
                retries = retries.increment("POST", url, response, failure)
                last = self._hurried.is_set()
            except MaxRetryError:
                last = True
            if last and failure:
                raise failure
            if last and answer:
                return answer
            self._wait(pause_before_retry(retries, response))

    def stop_retrying(self) -> None:
        """End pauses: what is under way is not tried again."""
        self._hurried.set()

    def close(self) -> None:
        """End pauses and connections."""
        self.stop_retrying()
        self._pool.clear()

    def _once(self, url: str, body: bytes) -> urllib3.BaseHTTPResponse:
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        headers = dict(request.headers.items())
        return self._pool.request("POST", url, body=body, headers=headers, retries=False, redirect=False)


def _answer(response: urllib3.BaseHTTPResponse, seconds: float) -> ApiResponse:
    return ApiResponse(status=response.status, body=_json(response.data), seconds=seconds, received=time.time())


def _json(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except ValueError:
        return {"error": "the answer was not JSON"}
    return body if isinstance(body, dict) else {"error": "the answer was not a JSON object"}


RETRIED_STATUSES = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers that another attempt may change."""

MAX_PAUSE = 30.0
"""Seconds; an API that asks for more is asked again then."""

RETRY_POLICY = Retry(
    total=7,
    allowed_methods={"POST"},
    status_forcelist=RETRIED_STATUSES,
    backoff_factor=0.25,
    backoff_max=8,
    backoff_jitter=0.25,
    raise_on_status=False,
)
"""Over about 25 seconds of pauses: as long as an API takes to be deployed or a network to come back."""

FIRST_PAUSE = (0.05, 0.25)
"""Seconds between which the first pause lies, for which urllib3 has none."""


def pause_before_retry(retries: Retry, response: BaseHTTPResponse | None) -> float:
    """Return the seconds to wait before the next attempt: what the answer asks for, to a limit, or more each time."""
    return min(_asked_for(retries, response) or retries.get_backoff_time() or random.uniform(*FIRST_PAUSE), MAX_PAUSE)  # noqa: S311 -- no secret


def _asked_for(retries: Retry, response: BaseHTTPResponse | None) -> float | None:
    """Return the seconds of Retry-After, which may be a date; None where it says nothing that can be waited for."""
    try:
        return retries.get_retry_after(response) if response is not None else None
    except (HTTPError, ValueError, OverflowError):  # neither seconds nor a date, or beyond what a clock can count
        return None


def failure_reason(error: HTTPError) -> str:
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
