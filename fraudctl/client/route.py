"""Routes of the API by which lines are sent: their endpoints, and how the answer for each line is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fraudctl.client.connection import ApiResponse
from fraudctl.client.line_results import LineOutcome
from fraudctl.client.retries import RETRIED_STATUSES
from handlers.decision.strategy.schema import OUTCOMES


@dataclass(frozen=True, kw_only=True, slots=True)
class LineAnswer:
    """The API's answer for one line, and what it says in full: the stored item, or the decision."""

    outcome: LineOutcome
    reason: str = ""
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A route of the API that takes a transaction a request."""

    endpoint: str
    """The name of the stack's export that has its address."""
    read: Callable[[Mapping[str, Any]], LineAnswer | None]
    """Reads the answer for one line, of a request that was answered 200; None for an answer of another server."""
    query: str = ""
    """The query that follows the address, with its question mark."""
    batch: str | None = None
    """The path, after the address, that takes up to a hundred."""
    decides: bool = False

    def answers(self, response: ApiResponse, count: int) -> list[LineAnswer]:
        """Return the answer for each of `count` lines that were posted; one of another server accepts none."""
        body = response.body
        if response.status != HTTPStatus.OK:
            transient = response.status in RETRIED_STATUSES or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            outcome = LineOutcome.FAILED if transient else LineOutcome.REFUSED
            reason = str(body.get("error") or f"HTTP {response.status}")
            return [LineAnswer(outcome=outcome, reason=reason, body={})] * count
        results = body.get("results", [body])
        if isinstance(results, list) and len(results) == count and all(isinstance(each, dict) for each in results):
            answers = [answer for answer in map(self.read, results) if answer]
            if len(answers) == count:
                return answers
        reason = str(body.get("error") or "the answer is none of the API's")
        return [LineAnswer(outcome=LineOutcome.FAILED, reason=reason, body={})] * count


_OUTCOMES = {
    "stored": LineOutcome.ACCEPTED,
    "duplicate": LineOutcome.DUPLICATE,
    "conflict": LineOutcome.REFUSED,
    "refused": LineOutcome.REFUSED,
    "unavailable": LineOutcome.FAILED,
}
"""By the status of a transaction in the answer to a batch."""


def _read_stored(body: Mapping[str, Any]) -> LineAnswer | None:
    if "status" not in body and "transaction_id" in body:
        return _new_or_duplicate(body)
    outcome = _OUTCOMES.get(str(body.get("status")))
    return LineAnswer(outcome=outcome, reason=str(body.get("error", "")), body=body) if outcome else None


def _read_decision(body: Mapping[str, Any]) -> LineAnswer | None:
    return _new_or_duplicate(body) if body.get("outcome") in OUTCOMES else None


def _new_or_duplicate(body: Mapping[str, Any]) -> LineAnswer:
    return LineAnswer(outcome=LineOutcome.DUPLICATE if body.get("duplicate") else LineOutcome.ACCEPTED, body=body)


STORE = Route(endpoint="api_endpoint", read=_read_stored, batch="/batch")
"""Stores a transaction, to be scored."""

DECIDE = Route(endpoint="decisions_endpoint", read=_read_decision, decides=True)
"""Decides on a transaction, and stores both."""

DRY_RUN = Route(endpoint="decisions_endpoint", read=_read_decision, query="?dry_run=true", decides=True)
"""Decides, and stores nothing."""
