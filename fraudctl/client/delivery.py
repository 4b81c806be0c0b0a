"""Delivers lines in one request, and tells the result of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import msgspec
import urllib3

from fraudctl.client.api_client import RETRIED_STATUSES, ApiClient, ApiResponse, failure_reason
from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.reading import NumberedLine
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY, TransactionRequest, convert
from handlers.contract.strict_json import fields_of, parse

LABEL_FIELD = "label"
"""The field that a simulated line tells its kind by; it is for the sender, and never posted."""

_encode = msgspec.json.Encoder(decimal_format="number").encode

_OUTCOMES = {
    "stored": LineOutcome.ACCEPTED,
    "duplicate": LineOutcome.DUPLICATE,
    "conflict": LineOutcome.REFUSED,
    "refused": LineOutcome.REFUSED,
    "unavailable": LineOutcome.FAILED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedLine:
    """A line as it is posted, and what is told of it beside its result."""

    fields: dict[str, Any]
    label: str | None
    request: TransactionRequest


def deliver_lines(
    lines: Sequence[NumberedLine], poster: ApiClient, *, batch: bool
) -> tuple[list[LineResult], float | None]:
    """Return the results of the lines, one unless in a batch, and the seconds of the request if there was an answer."""
    results: list[LineResult] = []
    postings: list[tuple[int, ParsedLine]] = []
    for number, text in lines:
        try:
            postings.append((number, parse_line(text)))
        except Refused as error:
            results.append(_refused(number, text, error))
    if not postings:
        return results, None
    try:
        if batch:
            answer = poster.post(_encode({"transactions": [posting.fields for _, posting in postings]}), "/batch")
        else:
            answer = poster.post(_encode(postings[0][1].fields))
    except urllib3.exceptions.HTTPError as error:
        reason = f"the API could not be reached: {failure_reason(error)}"
        return results + [
            _line_result(number, posting, LineOutcome.FAILED, reason) for number, posting in postings
        ], None
    for (number, posting), (outcome, reason, stored) in zip(postings, _results(answer, len(postings)), strict=True):
        results.append(_line_result(number, posting, outcome, reason, stored=stored, accepted_at=answer.received))
    return results, answer.seconds


def parse_line(line: bytes | Refused) -> ParsedLine:
    """Return what to post of a line.

    Raises:
        Refused: the line was refused when it was read, or breaks the request's contract, in the API's own words.
    """
    if isinstance(line, Refused):
        raise line
    if len(line) > LARGEST_BODY:
        raise Refused("body", f"must be at most {LARGEST_BODY} bytes")
    fields = fields_of(parse(_utf8(line)))
    label = fields.pop(LABEL_FIELD, None)
    return ParsedLine(fields=fields, label=label, request=convert(fields))


def refused_result(number: int, line: bytes | Refused) -> LineResult | None:
    """Return the result of a line that would not be posted, None of one that would."""
    try:
        parse_line(line)
    except Refused as error:
        return _refused(number, line, error)
    return None


def _refused(number: int, line: bytes | Refused, error: Refused) -> LineResult:
    return LineResult(number=number, outcome=LineOutcome.REFUSED, reason=str(error), transaction_id=_identity(line))


def _identity(line: bytes | Refused) -> str:
    """Return the id that a refused line gives, if it gives one."""
    try:
        fields = parse(line) if isinstance(line, bytes) and len(line) <= LARGEST_BODY else None
    except Refused:
        return ""
    identity = fields.get("transaction_id") if isinstance(fields, dict) else None
    return identity if isinstance(identity, str) else ""


def _line_result(
    number: int,
    posting: ParsedLine,
    outcome: LineOutcome,
    reason: str,
    *,
    stored: Mapping[str, Any] | None = None,
    accepted_at: float = 0.0,
) -> LineResult:
    request = posting.request
    timestamp = (stored or {}).get("timestamp") or request.timestamp
    return LineResult(
        number=number,
        outcome=outcome,
        reason=reason,
        transaction_id=request.transaction_id,
        accepted_at=accepted_at,
        label=posting.label,
        amount=Decimal(request.amount),
        currency=request.currency or None,
        timestamp=timestamp or None,
    )


def _utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        rule = "must be in UTF-8; iconv -f WINDOWS-1252 -t UTF-8 converts what Windows and Latin-1 write"
        raise Refused("body", rule) from None
    return line


def _results(answer: ApiResponse, count: int) -> list[tuple[LineOutcome, str, Mapping[str, Any]]]:
    """Return what the answer says of each transaction; an answer that is none of the API's has taken nothing."""
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
