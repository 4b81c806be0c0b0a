"""All that schemathesis cannot read in the OpenAPI document: how calls are signed, and rules that no schema can say."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import strategies

LONGEST_ID = 256

REVIEWED = os.environ["REVIEWED"]
"""A transaction that waits for a person."""

LONGEST_KEY, LONGEST_TEXT, MOST_KEYS = 40, 200, 10
"""Of metadata, which has 4 KiB."""

SMALLEST, LARGEST, MOST_DIGITS = 1e-120, 1e120, 38
"""Of numbers that are kept exactly."""

STARTED = int(os.environ["STARTED_MILLISECONDS"])
"""Decisions and labels of later times are refused."""


class Signature(requests.auth.AuthBase):
    """The signature of a request as it goes out."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign the request as the embedded AWS's root does."""
        signed = AWSRequest(request.method, request.url, data=request.body or b"")
        SigV4Auth(Credentials("test", "test"), "execute-api", "us-east-1").add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request


def map_case(_: Any, case: Any) -> Any:
    """Return a case that is to be accepted so that it keeps the rules in words, too; others stay as they are."""
    if isinstance(case.body, Mapping) and case.path == "/reviews" and isinstance(case.body.get("transaction_id"), str):
        case.body = {**case.body, "transaction_id": REVIEWED}
    if case.meta is None or case.meta.generation.mode.is_negative:
        return case
    if isinstance(case.body, Mapping):
        case.body = {name: _kept(name, value) for name, value in case.body.items() if name != "by"}
        if isinstance(named := case.body.get("transaction_id"), str):
            case.body["transaction_id"] = named[: LONGEST_ID - len("tr-")].rstrip()
    if case.query:
        given = {name: _kept(name, value) for name, value in case.query.items() if name != "cursor"}
        if "from" in given and "to" in given and str(given["from"]) >= str(given["to"]):
            del given["to"]
        case.query = given
    if case.path_parameters and case.path_parameters.get("id") in ("batch", ".", ".."):
        case.path_parameters = {"id": "order-1001"}
    return case


def before_call(_: Any, case: Any, _options: Any) -> None:
    """Give each id one route, also of an example in the document: through another it would wait for its score."""
    if case.path == "/reviews" or not isinstance(case.body, Mapping):
        return
    if isinstance(named := case.body.get("transaction_id"), str) and len(named) <= LONGEST_ID:
        case.body = {**case.body, "transaction_id": f"{case.path[1:3]}-{named}"}


def _kept(name: str, value: Any) -> Any:
    """Return a value like this one that keeps the rules in words: visible text, exact numbers, times until now."""
    if isinstance(value, Mapping):
        return _kept_metadata(value) if name == "metadata" else {key: _kept(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_kept(name, each) for each in value]
    if isinstance(value, str):
        return "".join(each if each.isascii() else "x" for each in value)
    return _kept_number(name, value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _kept_number(name: str, value: float) -> float:
    if name in ("timestamp", "at"):
        return min(int(value), STARTED)
    return value if value == 0 or (SMALLEST < abs(value) < LARGEST and len(str(value)) <= MOST_DIGITS) else 1


def _kept_metadata(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        _kept("", key)[:LONGEST_KEY]: each[:LONGEST_TEXT] if isinstance(each, str) else _kept("", each)
        for key, each in list(value.items())[:MOST_KEYS]
    }


def register() -> None:
    """Tell schemathesis all of it."""
    schemathesis.auth.set_from_requests(Signature())
    schemathesis.hook(map_case)
    schemathesis.hook(before_call)
    times = strategies.datetimes(datetime(2001, 1, 1), datetime(2030, 1, 1), timezones=strategies.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
    schemathesis.openapi.format("date-time", times.map(datetime.isoformat))


register()
