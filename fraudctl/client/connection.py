"""Signed requests to an API, repeated where that may help: the one way by which this project speaks to its API."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError

from fraudctl.client.deadline import ending_at, timed_pools
from fraudctl.client.retries import RETRY_POLICY, pause_before

ATTEMPT_SECONDS = 30.0
"""For an attempt; API Gateway itself gives up after 29."""


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


class Connection:
    """Connections to an API that many threads may use; requests are signed unless there are no credentials."""

    def __init__(
        self,
        url: str,
        *,
        region: str,
        credentials: Credentials | None,
        concurrency: int = 1,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self._url, self._region, self._credentials = url, region, credentials
        self._pool = timed_pools(concurrency)
        self._no_retries = threading.Event()
        self._wait = wait or self._no_retries.wait

    def send(self, method: str, path: str, body: bytes | None = None, *, seconds: float | None = None) -> ApiResponse:
        """Return the API's answer at a path after its address; a repeat is harmless, so failures are retried.

        `Retry` decides on what and how often; the loop is ours since each attempt is signed anew (a signature is good
        for five minutes, the attempts may take longer) and `stop_retrying` ends a pause.

        Within so many seconds there are as many attempts and pauses as go into them; else as many as the policy has.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        url, retries = self._url + path, RETRY_POLICY
        ends = None if seconds is None else time.monotonic() + seconds
        while True:
            started = time.perf_counter()
            try:
                response, failure = self._attempt(method, url, body, ends), None
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
            pause = pause_before(retries, response)
            if last or (ends is not None and time.monotonic() + pause >= ends):
                if failure:
                    raise failure
                if answer:
                    return answer
            self._wait(pause)

    def stop_retrying(self) -> None:
        """End pauses; a request under way is not tried again."""
        self._no_retries.set()

    def close(self) -> None:
        """End pauses and connections."""
        self.stop_retrying()
        self._pool.clear()

    def _attempt(self, method: str, url: str, body: bytes | None, ends: float | None) -> BaseHTTPResponse:
        headers = {"Accept": "application/json"} | ({} if body is None else {"Content-Type": "application/json"})
        request = AWSRequest(method, url, data=body, headers=headers)
        if self._credentials:  # frozen: they may be renewed by another thread, the key without its token
            SigV4Auth(self._credentials.get_frozen_credentials(), "execute-api", self._region).add_auth(request)
        signed = dict(request.headers.items())
        latest = time.monotonic() + ATTEMPT_SECONDS
        with ending_at(latest if ends is None else min(ends, latest)):
            return self._pool.request(method, url, body=body, headers=signed, retries=False, redirect=False)


def _api_response(response: BaseHTTPResponse, seconds: float, retries: int) -> ApiResponse:
    body, received = _json_object(response.data), time.time()
    return ApiResponse(status=response.status, body=body, seconds=seconds, received=received, retries=retries)


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data, parse_float=Decimal)
    except ValueError:
        return {"error": "the answer was not JSON"}
    return body if isinstance(body, dict) else {"error": "the answer was not a JSON object"}
