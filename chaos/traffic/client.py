"""A client of the API that records every answer in the ledger, and retries as clients do."""

import math
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from chaos.label_book import FINAL, LabelAttempt
from chaos.ledger import Attempt, AttemptOutcome, Ledger, Route
from chaos.told import told_by
from chaos.traffic.cases import (
    ApiCall,
    LabelPost,
    Post,
    ReadBack,
    ReviewAction,
    ReviewsDue,
    RowUpdate,
    TrafficCase,
)
from chaos.traffic.desk import Desk
from chaos.traffic.signed_api import SignedApi
from chaos.traffic.table_rows import RowEditor
from fraudctl.stacks.target import Target

TRIES = 3
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
STATUSES = {"stored": 200, "duplicate": 200, "refused": 400, "conflict": 409, "unavailable": 503}
"""By what a batch's answer says of a transaction, the status of a request for it alone."""

ENDPOINTS: Mapping[Route, tuple[str, str]] = {
    "transactions": ("api_endpoint", ""),
    "batch": ("api_endpoint", "/batch"),
    "decisions": ("decisions_endpoint", ""),
    "dry run": ("decisions_endpoint", "?dry_run=true"),
}
"""By route, the name of the endpoint's export, and what follows it."""


class LedgerClient:
    """A client that many threads may use."""

    def __init__(self, target: Target, ledger: Ledger, *, concurrency: int, through: str | None = None) -> None:
        """`through` is the address of a proxy, None to call the emulator itself."""
        self._api = SignedApi(target, concurrency=concurrency, through=through)
        self._ledger = ledger
        self._rows = RowEditor(target, ledger, connections=concurrency)
        self._desk = Desk(target, ledger, concurrency=concurrency, through=through)

    def send(self, kind: str, case: TrafficCase) -> None:
        """Take the case's steps one after the other, and record every answer."""
        for step in case.steps:
            match step:
                case RowUpdate(transaction_ids=ids):
                    self._rows.add_attributes(ids)
                case ReviewsDue(transaction_ids=ids):
                    self._desk.make_due(ids)
                case (call,):
                    self._call_until_known(kind, case, call)
                case calls:
                    self._race(kind, case, calls)

    def send_labels(self, kind: str, post: LabelPost) -> bool:
        """Send labels, and record the answers; return whether none of them is to be repeated."""
        sent = time.time()
        began = time.monotonic()
        reply = self._api.post("labels_endpoint", {"labels": post.labels})
        answered = math.inf if math.isinf(reply.ended) else sent + reply.ended - began
        results = reply.content.get("results", [{}] * len(post.labels))
        attempts = [
            LabelAttempt(
                fields=fields,
                status=result.get("status", ""),
                http_status=reply.status,
                sent=sent * 1000,
                answered=answered * 1000,
            )
            for fields, result in zip(post.labels, results, strict=True)
        ]
        for attempt in attempts:
            self._ledger.labels.add(kind, attempt)
        return all(attempt.status in FINAL for attempt in attempts)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()
        self._desk.close()

    def _race(self, kind: str, case: TrafficCase, calls: Sequence[ApiCall]) -> None:
        start = threading.Barrier(len(calls))

        def call(each: ApiCall) -> None:
            start.wait()
            self._call_until_known(kind, case, each)

        with ThreadPoolExecutor(len(calls)) as threads:
            list(threads.map(call, calls))

    def _call_until_known(self, kind: str, case: TrafficCase, call: ApiCall) -> None:
        for _ in range(TRIES if case.persistent else 1):
            if self._call(kind, call):
                return

    def _call(self, kind: str, call: ApiCall) -> bool:
        """Make a call, and record what was answered; return whether it is not to be repeated."""
        match call:
            case LabelPost():
                return self.send_labels(kind, call)
            case ReviewAction():
                return self._desk.act(kind, call)
            case ReadBack():
                return self._desk.read(kind, call)
        return self._post(kind, call)

    def _post(self, kind: str, post: Post) -> bool:
        """Send transactions, and record the answers; return whether none of them is unknown."""
        attempts = self._attempts(post)
        record = self._ledger.add_dry_run if post.route == "dry run" else self._ledger.add_attempt
        for attempt in attempts:
            record(kind, attempt)
        return all(attempt.outcome != "unknown" for attempt in attempts)

    def _attempts(self, post: Post) -> list[Attempt]:
        sent = time.monotonic()
        endpoint, path = ENDPOINTS[post.route]
        if post.route == "batch":
            reply = self._api.post(endpoint, {"transactions": post.requests}, path)
            results = reply.content.get("results", [{}] * len(post.requests))
            answers = [(STATUSES.get(result.get("status"), reply.status), result) for result in results]
        else:
            reply = self._api.post(endpoint, post.requests[0], path)
            answers = [(reply.status, reply.content)]
        return [
            Attempt(
                fields=fields,
                outcome=_outcome(status, answer),
                status=status,
                sent=sent,
                answered=reply.ended,
                timestamp=answer.get("timestamp"),
                route=post.route,
                told=told_by(answer),
            )
            for fields, (status, answer) in zip(post.requests, answers, strict=True)
        ]


def _outcome(status: int, answer: Mapping[str, Any]) -> AttemptOutcome:
    if status == HTTPStatus.OK:
        repeated = answer.get("duplicate") or answer.get("status") == "duplicate"
        return "repeated" if repeated else "accepted"
    return "refused" if status in REFUSED else "unknown"
