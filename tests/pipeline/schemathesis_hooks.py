"""What schemathesis cannot read in the OpenAPI document: how calls are signed, and rules that no schema can say."""

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

MOST_DIGITS, LARGEST_METADATA = 38, 2000
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


def filter_body(_: Any, body: Any) -> bool:
    """Return whether a body keeps the rules in words: visible text in one form, exact numbers, times until now."""
    return not isinstance(body, Mapping) or all(_keeps(name, value) for name, value in body.items())


def filter_query(_: Any, query: Any) -> bool:
    """Return whether a list's times are in order."""
    given = query if isinstance(query, Mapping) else {}
    return not ("from" in given and "to" in given) or str(given["from"]) < str(given["to"])


def filter_path_parameters(_: Any, parameters: Any) -> bool:
    """Return whether an id is none that the path has another meaning for."""
    return not isinstance(parameters, Mapping) or parameters.get("id") not in ("batch", ".", "..")


def _keeps(name: str, value: Any) -> bool:
    if isinstance(value, list):
        return all(filter_body(None, each) for each in value)
    if isinstance(value, Mapping):
        return len(str(value)) < LARGEST_METADATA and all(key and key.isascii() for key in value)
    if isinstance(value, str):
        return value.isascii()
    if name in ("timestamp", "at") and isinstance(value, int | float):
        return value <= STARTED
    return not isinstance(value, int) or len(str(value)) <= MOST_DIGITS


def register() -> None:
    """Tell schemathesis all of it."""
    schemathesis.auth.set_from_requests(Signature())
    for each in (filter_body, filter_query, filter_path_parameters):
        schemathesis.hook(each)
    times = strategies.datetimes(datetime(2001, 1, 1), datetime(2030, 1, 1), timezones=strategies.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
    schemathesis.openapi.format("date-time", times.map(datetime.isoformat))


register()
