"""The API as the campaign's clients call it: signed, and never retried by the library."""

import json
import math
import time
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from fraudctl.stacks.target import Target

TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Reply(NamedTuple):
    """An answer: its status (0 where the connection broke), its content, and when the request ended."""

    status: int
    content: dict[str, Any]
    ended: float
    """Seconds of the monotonic clock; infinity where it may take effect at any time."""


class SignedApi:
    """Calls of the API; many threads may make them."""

    def __init__(
        self,
        target: Target,
        *,
        concurrency: int,
        through: str | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        """`through` is the address of a proxy, None to call the emulator itself; None signs as the stack's owner."""
        self._target = target
        self._through = through
        self._auth = SigV4Auth(credentials or target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT, retries=False)

    def post(self, endpoint: str, content: Mapping[str, Any], path: str = "") -> Reply:
        """Post content to an endpoint, by the name of its export."""
        return self._request("POST", endpoint, path, _encode(content))

    def get(self, endpoint: str, path: str) -> Reply:
        """Read what is at an endpoint, by the name of its export."""
        return self._request("GET", endpoint, path, None)

    def _request(self, method: str, endpoint: str, path: str, body: bytes | None) -> Reply:
        url = self._target.exports[endpoint] + path
        if self._through:
            url = url.replace(str(self._target.emulator), self._through)
        said = {} if body is None else {"Content-Type": "application/json"}
        request = AWSRequest(method, url, data=body, headers=said)
        self._auth.add_auth(request)
        try:
            response = self._pool.request(method, url, body=body, headers=dict(request.headers.items()))
        except urllib3.exceptions.TimeoutError:
            return Reply(status=0, content={}, ended=math.inf)
        except urllib3.exceptions.HTTPError:
            return Reply(status=0, content={}, ended=time.monotonic())
        answer = json.loads(response.data, parse_float=Decimal) if response.status == HTTPStatus.OK else {}
        return Reply(status=response.status, content=answer, ended=time.monotonic())

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()
