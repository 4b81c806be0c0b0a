"""Delivery of lines in one request, and the result of each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from urllib3.exceptions import HTTPError

from fraudctl.client.api_client import ApiClient
from fraudctl.client.failure import failure_reason
from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.parsed_line import ParsedLine, RefusedLine, parse_line
from fraudctl.client.reading import NumberedLine
from fraudctl.client.route import STORE, Route
from handlers.contract.errors import Refused

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Delivery(NamedTuple):
    """The results of one request's lines, its seconds if it was answered, and how often it was tried before."""

    results: list[LineResult]
    seconds: float | None = None
    retries: int = 0


def deliver_lines(
    lines: Sequence[NumberedLine], client: ApiClient, *, route: Route = STORE, batch: bool = False
) -> Delivery:
    """Post the lines by a route (one line unless in a batch), and return their results."""
    results: list[LineResult] = []
    parsed: list[tuple[int, ParsedLine]] = []
    for number, text in lines:
        match parse_line(text):
            case ParsedLine() as line:
                parsed.append((number, line))
            case RefusedLine() as line:
                results.append(_refused(number, line))
    if not parsed:
        return Delivery(results)
    try:
        if batch and route.batch:
            answer = client.post(_encode({"transactions": [line.fields for _, line in parsed]}), route.batch)
        else:
            answer = client.post(_encode(parsed[0][1].fields), route.query)
    except HTTPError as error:
        reason = f"the API could not be reached: {failure_reason(error)}"
        results += [_result(number, line, LineOutcome.FAILED, reason) for number, line in parsed]
        return Delivery(results)
    for (number, line), each in zip(parsed, route.answers(answer, len(parsed)), strict=True):
        decision = each.body if route.decides else None
        result = _result(
            number, line, each.outcome, each.reason, body=each.body, decision=decision, accepted_at=answer.received
        )
        results.append(result)
    return Delivery(results, answer.seconds, answer.retries)


def refused_result(number: int, line: bytes | Refused) -> LineResult | None:
    """Return the result of a line that would be refused without a request, None of one that would be posted."""
    parsed = parse_line(line)
    return _refused(number, parsed) if isinstance(parsed, RefusedLine) else None


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
    body: Mapping[str, Any] | None = None,
    decision: Mapping[str, Any] | None = None,
    accepted_at: float = 0.0,
) -> LineResult:
    request = line.request
    timestamp = (body or {}).get("timestamp") or request.timestamp
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
        decision=decision or None,
    )
