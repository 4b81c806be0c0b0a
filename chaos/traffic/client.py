"""A client of the API that records every answer in the ledger, and retries as clients do."""

import json
import math
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from chaos.ledger import Attempt, AttemptOutcome, Ledger
from chaos.traffic.cases import Post, RowUpdate, TrafficCase
from chaos.traffic.table_rows import RowEditor
from fraudctl.stacks.target import Target

TRIES = 3
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
STATUSES = {"stored": 200, "duplicate": 200, "refused": 400, "conflict": 409, "unavailable": 503}
"""By what a batch's answer says of a transaction, the status of a request for it alone."""
TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class LedgerClient:
    """A client that many threads may use."""

    def __init__(self, target: Target, ledger: Ledger, *, concurrency: int, through: str | None = None) -> None:
        """`through` is the address of a proxy, None to call the emulator itself."""
        url: str = target.exports["api_endpoint"]
        self._url = url.replace(str(target.emulator), through) if through else url
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT, retries=False)
        self._ledger = ledger
        self._rows = RowEditor(target, ledger, connections=concurrency)

    def send(self, kind: str, case: TrafficCase) -> None:
        """Take the case's steps one after the other, and record every answer."""
        for step in case.steps:
            match step:
                case RowUpdate(transaction_ids=ids):
                    self._rows.add_attributes(ids)
                case (post,):
                    self._post_until_known(kind, case, post)
                case posts:
                    self._race(kind, case, posts)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _race(self, kind: str, case: TrafficCase, posts: Sequence[Post]) -> None:
        start = threading.Barrier(len(posts))

        def post(each: Post) -> None:
            start.wait()
            self._post_until_known(kind, case, each)

        with ThreadPoolExecutor(len(posts)) as threads:
            list(threads.map(post, posts))

    def _post_until_known(self, kind: str, case: TrafficCase, post: Post) -> None:
        for _ in range(TRIES if case.persistent else 1):
            attempts = self._attempts(post)
            for attempt in attempts:
                self._ledger.add_attempt(kind, attempt)
            if all(attempt.outcome != "unknown" for attempt in attempts):
                return

    def _attempts(self, post: Post) -> list[Attempt]:
        sent = time.monotonic()
        if post.batch:
            reply = self._post("/batch", {"transactions": post.requests})
            results = reply.content.get("results", [{}] * len(post.requests))
            answers = [(STATUSES.get(result.get("status"), reply.status), result) for result in results]
        else:
            reply = self._post("", post.requests[0])
            answers = [(reply.status, reply.content)]
        return [
            Attempt(
                fields=fields,
                outcome=_outcome(status, answer),
                status=status,
                sent=sent,
                answered=reply.ended,
                timestamp=answer.get("timestamp"),
            )
            for fields, (status, answer) in zip(post.requests, answers, strict=True)
        ]

    def _post(self, path: str, content: Mapping[str, Any]) -> "_Reply":
        body, url = _encode(content), self._url + path
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        try:
            response = self._pool.request("POST", url, body=body, headers=dict(request.headers.items()))
        except urllib3.exceptions.TimeoutError:
            return _Reply(status=0, content={}, ended=math.inf)  # it may take effect at any time
        except urllib3.exceptions.HTTPError:
            return _Reply(status=0, content={}, ended=time.monotonic())
        answer = json.loads(response.data) if response.status == HTTPStatus.OK else {}
        return _Reply(status=response.status, content=answer, ended=time.monotonic())


class _Reply(NamedTuple):
    """An answer: its status (0 where the connection broke), its content, and when the request ended."""

    status: int
    content: dict[str, Any]
    ended: float


def _outcome(status: int, answer: Mapping[str, Any]) -> AttemptOutcome:
    if status == HTTPStatus.OK:
        repeated = answer.get("duplicate") or answer.get("status") == "duplicate"
        return "repeated" if repeated else "accepted"
    return "refused" if status in REFUSED else "unknown"
