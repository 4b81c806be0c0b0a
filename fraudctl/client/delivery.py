"""Delivery of lines in one request, and the result of each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import msgspec
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from fraudctl.client.api_client import RETRIED_STATUSES, ApiClient, ApiResponse
from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.parsed_line import ParsedLine, RefusedLine, parse_line
from fraudctl.client.reading import NumberedLine
from handlers.contract.errors import Refused

_encode = msgspec.json.Encoder(decimal_format="number").encode

_OUTCOMES = {
    "stored": LineOutcome.ACCEPTED,
    "duplicate": LineOutcome.DUPLICATE,
    "conflict": LineOutcome.REFUSED,
    "refused": LineOutcome.REFUSED,
    "unavailable": LineOutcome.FAILED,
}


def deliver_lines(
    lines: Sequence[NumberedLine], client: ApiClient, *, batch: bool
) -> tuple[list[LineResult], float | None]:
    """Return the results of the lines (one line unless in a batch), and the request's seconds if it was answered."""
    results: list[LineResult] = []
    parsed: list[tuple[int, ParsedLine]] = []
    for number, text in lines:
        match parse_line(text):
            case ParsedLine() as line:
                parsed.append((number, line))
            case RefusedLine() as line:
                results.append(_refused(number, line))
    if not parsed:
        return results, None
    try:
        if batch:
            answer = client.post(_encode({"transactions": [line.fields for _, line in parsed]}), "/batch")
        else:
            answer = client.post(_encode(parsed[0][1].fields))
    except HTTPError as error:
        reason = f"the API could not be reached: {failure_reason(error)}"
        results += [_result(number, line, LineOutcome.FAILED, reason) for number, line in parsed]
        return results, None
    for (number, line), (outcome, reason, stored) in zip(parsed, _outcomes(answer, len(parsed)), strict=True):
        results.append(_result(number, line, outcome, reason, stored=stored, accepted_at=answer.received))
    return results, answer.seconds


def refused_result(number: int, line: bytes | Refused) -> LineResult | None:
    """Return the result of a line that would be refused without a request, None of one that would be posted."""
    parsed = parse_line(line)
    return _refused(number, parsed) if isinstance(parsed, RefusedLine) else None


def failure_reason(error: HTTPError) -> str:
    """Return why the API could not be reached: the same text for the same cause, without addresses of objects."""
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
    messages = (each.strerror for each in causes if isinstance(each, OSError) and each.strerror)
    return next(messages, "the connection broke off")


def _refused(number: int, line: RefusedLine) -> LineResult:
    return LineResult(
        number=number, outcome=LineOutcome.REFUSED, reason=line.reason, transaction_id=line.transaction_id
    )


def _result(
    number: int,
    line: ParsedLine,
    outcome: LineOutcome,
    reason: str,
    *,
    stored: Mapping[str, Any] | None = None,
    accepted_at: float = 0.0,
) -> LineResult:
    request = line.request
    timestamp = (stored or {}).get("timestamp") or request.timestamp
    return LineResult(
        number=number,
        outcome=outcome,
        reason=reason,
        transaction_id=request.transaction_id,
        accepted_at=accepted_at,
        label=line.label,
        amount=Decimal(request.amount),
        currency=request.currency or None,
        timestamp=timestamp or None,
    )


def _outcomes(answer: ApiResponse, count: int) -> list[tuple[LineOutcome, str, Mapping[str, Any]]]:
    """Return the answer's outcome, reason and stored item for each line; an answer of another server accepts none."""
    body = answer.body
    if answer.status != HTTPStatus.OK:
        transient = answer.status in RETRIED_STATUSES or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        reason = str(body.get("error") or f"HTTP {answer.status}")
        return [(LineOutcome.FAILED if transient else LineOutcome.REFUSED, reason, {})] * count
    results = body.get("results")
    if isinstance(results, list) and len(results) == count and all(isinstance(each, dict) for each in results):
        found = [(_OUTCOMES.get(each.get("status")), str(each.get("error", "")), each) for each in results]
        known = [(outcome, reason, each) for outcome, reason, each in found if outcome]
        if len(known) == count:
            return known
    elif count == 1 and "transaction_id" in body:
        return [(LineOutcome.DUPLICATE if body.get("duplicate") else LineOutcome.ACCEPTED, "", body)]
    return [(LineOutcome.FAILED, str(body.get("error") or "the answer is none of the API's"), {})] * count
