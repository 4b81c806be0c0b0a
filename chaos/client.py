"""A client of the API that notes every answer, and tries again as clients do."""

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

from chaos.case import Case, Post, Update
from chaos.ledger import Attempt, Ledger, Outcome
from chaos.rows import Rows
from fraudctl.stacks.target import Target

TRIES = 3
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
STATUSES = {"stored": 200, "duplicate": 200, "refused": 400, "conflict": 409, "unavailable": 503}
"""What a batch's answer says of one transaction, as the status it would have by itself."""
TIMEOUT = urllib3.Timeout(connect=5, read=30)
"""Seconds; API Gateway itself gives up after 29."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Client:
    """Safe to use from many threads."""

    def __init__(self, target: Target, ledger: Ledger, *, concurrency: int, through: str | None = None) -> None:
        """`through` is the address of a proxy to take instead of the emulator's."""
        url: str = target.exports["api_endpoint"]
        self._url = url.replace(str(target.emulator), through) if through else url
        self._auth = SigV4Auth(target.credentials(), "execute-api", target.region)
        self._pool = urllib3.PoolManager(maxsize=concurrency, timeout=TIMEOUT, retries=False)
        self._ledger = ledger
        self._rows = Rows(target, ledger, connections=concurrency)

    def send(self, kind: str, case: Case) -> None:
        """Take the case's steps one after the other, and note what came of each."""
        for step in case.steps:
            match step:
                case Update(transaction_ids=ids):
                    self._rows.add_attributes(ids)
                case (post,):
                    self._persist(kind, case, post)
                case posts:
                    self._race(kind, case, posts)

    def close(self) -> None:
        """Gives the connections back."""
        self._pool.clear()

    def _race(self, kind: str, case: Case, posts: Sequence[Post]) -> None:
        start = threading.Barrier(len(posts))

        def post(each: Post) -> None:
            start.wait()
            self._persist(kind, case, each)

        with ThreadPoolExecutor(len(posts)) as threads:
            list(threads.map(post, posts))

    def _persist(self, kind: str, case: Case, post: Post) -> None:
        for _ in range(TRIES if case.persistent else 1):
            attempts = self._attempts(post)
            for attempt in attempts:
                self._ledger.note(kind, attempt)
            if all(attempt.outcome != "unknown" for attempt in attempts):
                return

    def _attempts(self, post: Post) -> list[Attempt]:
        sent = time.monotonic()
        if post.batch:
            reply = self._post("/batch", {"transactions": post.requests})
            results = reply.said.get("results", [{}] * len(post.requests))
            answers = [(STATUSES.get(result.get("status"), reply.status), result) for result in results]
        else:
            reply = self._post("", post.requests[0])
            answers = [(reply.status, reply.said)]
        return [
            Attempt(
                fields=fields,
                outcome=_outcome(status, said),
                status=status,
                sent=sent,
                answered=reply.ended,
                timestamp=said.get("timestamp"),
            )
            for fields, (status, said) in zip(post.requests, answers, strict=True)
        ]

    def _post(self, path: str, content: Mapping[str, Any]) -> "_Reply":
        body, url = _encode(content), self._url + path
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        try:
            response = self._pool.request("POST", url, body=body, headers=dict(request.headers.items()))
        except urllib3.exceptions.TimeoutError:
            return _Reply(status=0, said={}, ended=math.inf)  # it may take effect at any time
        except urllib3.exceptions.HTTPError:
            return _Reply(status=0, said={}, ended=time.monotonic())
        said = json.loads(response.data) if response.status == HTTPStatus.OK else {}
        return _Reply(status=response.status, said=said, ended=time.monotonic())


class _Reply(NamedTuple):
    """An answer's status and body, 0 where the connection broke, and when the request had come to its end."""

    status: int
    said: dict[str, Any]
    ended: float


def _outcome(status: int, said: Mapping[str, Any]) -> Outcome:
    if status == HTTPStatus.OK:
        repeated = said.get("duplicate") or said.get("status") == "duplicate"
        return "repeated" if repeated else "accepted"
    return "refused" if status in REFUSED else "unknown"
