"""A client of the API that notes every answer, and tries again as clients do."""

import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import msgspec
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from fraudctl.target import Target
from tests.faults.ledger import Attempt, Ledger, Outcome
from tests.faults.traffic import Case

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

    def send(self, kind: str, case: Case) -> None:
        """Posts what the case asks for and notes what came of it."""
        match case.manner:
            case "one by one":
                for fields in case.requests:
                    self._persist(kind, case, [fields])
            case "at once":
                self._race(kind, case)
            case "in a batch":
                self._persist(kind, case, case.requests)

    def close(self) -> None:
        """Gives the connections back."""
        self._pool.clear()

    def _race(self, kind: str, case: Case) -> None:
        start = threading.Barrier(len(case.requests))

        def post(fields: Mapping[str, Any]) -> None:
            start.wait()
            self._persist(kind, case, [fields])

        with ThreadPoolExecutor(len(case.requests)) as threads:
            list(threads.map(post, case.requests))

    def _persist(self, kind: str, case: Case, requests: Sequence[Mapping[str, Any]]) -> None:
        post = self._post_batch if case.manner == "in a batch" else self._post_each
        for _ in range(TRIES if case.persistent else 1):
            attempts = post(requests)
            for attempt in attempts:
                self._ledger.note(kind, attempt)
            if all(attempt.outcome != "unknown" for attempt in attempts):
                return

    def _post_each(self, requests: Sequence[Mapping[str, Any]]) -> list[Attempt]:
        return [_attempt(fields, *self._post("", fields)) for fields in requests]

    def _post_batch(self, requests: Sequence[Mapping[str, Any]]) -> list[Attempt]:
        status, said = self._post("/batch", {"transactions": requests})
        results = said.get("results", [{}] * len(requests))
        return [
            _attempt(fields, STATUSES.get(result.get("status"), status), result)
            for fields, result in zip(requests, results, strict=True)
        ]

    def _post(self, path: str, content: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer's status and body; 0 where the connection broke."""
        body, url = _encode(content), self._url + path
        request = AWSRequest("POST", url, data=body, headers={"Content-Type": "application/json"})
        self._auth.add_auth(request)
        try:
            response = self._pool.request("POST", url, body=body, headers=dict(request.headers.items()))
        except urllib3.exceptions.HTTPError:
            return 0, {}
        return response.status, json.loads(response.data) if response.status == HTTPStatus.OK else {}


def _attempt(fields: Mapping[str, Any], status: int, said: Mapping[str, Any]) -> Attempt:
    return Attempt(fields=fields, outcome=_outcome(status, said), status=status, timestamp=said.get("timestamp"))


def _outcome(status: int, said: Mapping[str, Any]) -> Outcome:
    if status == HTTPStatus.OK:
        repeated = said.get("duplicate") or said.get("status") == "duplicate"
        return "repeated" if repeated else "accepted"
    return "refused" if status in REFUSED else "unknown"
