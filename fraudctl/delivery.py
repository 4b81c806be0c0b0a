"""Delivers lines in one request, and tells the fate of each."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import urllib3

from fraudctl.fates import Fate, Outcome
from fraudctl.posting import RETRIED, Answer, Poster
from fraudctl.reading import Line
from handlers.domain.errors import Refused
from handlers.domain.json_body import fields_of, parse
from handlers.domain.request import LARGEST_BODY, convert

LABEL = "label"
"""The field that a simulated line tells its kind by; it is for the sender, and never posted."""

_encode = msgspec.json.Encoder(decimal_format="number").encode

_OUTCOMES = {
    "stored": Outcome.ACCEPTED,
    "duplicate": Outcome.DUPLICATE,
    "conflict": Outcome.REFUSED,
    "refused": Outcome.REFUSED,
    "unavailable": Outcome.FAILED,
}


def deliver(lines: Sequence[Line], poster: Poster, *, batch: bool) -> tuple[list[Fate], float | None]:
    """The fates of the lines, which are one unless in a batch, and the seconds of the request if there was one."""
    fates: list[Fate] = []
    requests: list[tuple[int, dict[str, Any], str | None]] = []
    for number, text in lines:
        try:
            requests.append((number, *request_of(text)))
        except Refused as error:
            fates.append(Fate(number=number, outcome=Outcome.REFUSED, reason=str(error)))
    if not requests:
        return fates, None
    try:
        if batch:
            body = _encode({"transactions": [fields for _, fields, _ in requests]})
            answer = poster.post(body, "/batch")
        else:
            answer = poster.post(_encode(requests[0][1]))
    except urllib3.exceptions.HTTPError:
        reason = "the API could not be reached"
        return fates + [Fate(number=each, outcome=Outcome.FAILED, reason=reason) for each, _, _ in requests], None
    judged = zip(requests, _results(answer, len(requests)), strict=True)
    for (number, _, label), (outcome, reason, transaction_id) in judged:
        fates.append(
            Fate(
                number=number,
                outcome=outcome,
                reason=reason,
                transaction_id=transaction_id,
                accepted_at=answer.received,
                label=label,
            )
        )
    return fates, answer.seconds


def request_of(line: bytes | Refused) -> tuple[dict[str, Any], str | None]:
    """The request's fields to post, and the label to keep.

    Raises:
        Refused: the line was refused when it was read, or breaks the request's contract, in the API's own words.
    """
    if isinstance(line, Refused):
        raise line
    if len(line) > LARGEST_BODY:
        raise Refused("body", f"must be at most {LARGEST_BODY} bytes")
    fields = fields_of(parse(_utf8(line)))
    label = fields.pop(LABEL, None)
    convert(fields)
    return fields, label


def _utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        rule = "must be in UTF-8; iconv -f WINDOWS-1252 -t UTF-8 converts what Windows and Latin-1 write"
        raise Refused("body", rule) from None
    return line


def _results(answer: Answer, count: int) -> Iterator[tuple[Outcome, str, str]]:
    if answer.status != HTTPStatus.OK:
        transient = answer.status in RETRIED or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        reason = str(answer.body.get("error") or f"HTTP {answer.status}")
        yield from [(Outcome.FAILED if transient else Outcome.REFUSED, reason, "")] * count
    elif "results" in answer.body:
        for each in answer.body["results"]:
            yield _OUTCOMES[each["status"]], each.get("error", ""), each.get("transaction_id", "")
    else:
        outcome = Outcome.DUPLICATE if answer.body.get("duplicate") else Outcome.ACCEPTED
        yield outcome, "", answer.body["transaction_id"]
