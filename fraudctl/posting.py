"""Signed requests to the API."""

import json
import threading
import time
from dataclasses import dataclass
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from fraudctl.target import Target

ATTEMPTS = 4
RETRIED = frozenset({429, 502, 503, 504})
LONGEST_PAUSE = 5.0
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

    def __init__(self, target: Target, *, concurrency: int = 1) -> None:
        self._url: str = target.exports["api_endpoint"]
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT, retries=False)
        self._stop = threading.Event()

    def post(self, body: bytes, path: str = "") -> Answer:
        """The answer of the API, at its endpoint or a path below it; as a repeat is harmless, what fails is repeated.

        Raises:
            urllib3.exceptions.HTTPError: the API could not be reached.
        """
        for attempt in range(1, ATTEMPTS):
            answer, retry_after = self._once(body, path)
            if answer.status not in RETRIED:
                return answer
            self._stop.wait(min(retry_after or 0.1 * 2**attempt, LONGEST_PAUSE))
        return self._once(body, path)[0]

    def _once(self, body: bytes, path: str) -> tuple[Answer, float]:
        url = self._url + path
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        started = time.perf_counter()
        response = self._pool.request("POST", url, body=body, headers=dict(request.headers.items()))
        seconds = time.perf_counter() - started
        answer = Answer(status=response.status, body=_json(response.data), seconds=seconds, received=time.time())
        return answer, float(response.headers.get("Retry-After", 0))

    def close(self) -> None:
        """Ends pauses and connections."""
        self._stop.set()
        self._pool.clear()


def _json(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except ValueError:
        return {"error": "the answer was not JSON"}
    return body if isinstance(body, dict) else {"error": "the answer was not a JSON object"}
