"""Signed requests to the API."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3.exceptions import HTTPError, MaxRetryError

from fraudctl.client.retries import RETRIES, pause
from fraudctl.stacks.target import Target

TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the API said in the end; `seconds` is the time of the last attempt, `received` when it ended (epoch)."""

    status: int
    body: dict[str, Any]
    seconds: float
    received: float


class Poster:
    """Posts transactions; safe to use from many threads."""

    def __init__(self, target: Target, *, concurrency: int = 1, wait: Callable[[float], object] | None = None) -> None:
        self._url: str = target.exports["api_endpoint"]
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT)
        self._hurried = threading.Event()
        self._wait = wait or self._hurried.wait

    def post(self, body: bytes, path: str = "") -> Answer:
        """Return the API's answer, at its endpoint or a path below it; as a repeat is harmless, what fails is repeated.

        Each attempt is signed anew: a signature is good for five minutes, and the attempts may take longer.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached, by the last attempt either.
        """
        url, retries = self._url + path, RETRIES
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
            self._wait(pause(retries, response))

    def hurry(self) -> None:
        """End pauses: what is under way is not tried again."""
        self._hurried.set()

    def close(self) -> None:
        """End pauses and connections."""
        self.hurry()
        self._pool.clear()

    def _once(self, url: str, body: bytes) -> urllib3.BaseHTTPResponse:
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        headers = dict(request.headers.items())
        return self._pool.request("POST", url, body=body, headers=headers, retries=False, redirect=False)


def _answer(response: urllib3.BaseHTTPResponse, seconds: float) -> Answer:
    return Answer(status=response.status, body=_json(response.data), seconds=seconds, received=time.time())


def _json(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except ValueError:
        return {"error": "the answer was not JSON"}
    return body if isinstance(body, dict) else {"error": "the answer was not a JSON object"}
