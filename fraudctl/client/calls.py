"""Calls of the API by their types: a body in, an answer out, pages after pages."""

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

from fraudctl.client.connection import Connection
from fraudctl.client.exceptions import NoAnswer, NotConfigured, RequestRefused, error_of
from fraudctl.client.failure import failure_reason
from handlers.contract.query import MOST
from handlers.contract.read_answers import AlertsAnswer, ReviewsAnswer

Answered = TypeVar("Answered", bound=msgspec.Struct)
Page = TypeVar("Page", AlertsAnswer, ReviewsAnswer)

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Calls:
    """Calls over a connection; each raises an ApiError where the answer is not 200 within its seconds."""

    def __init__(self, connection: Connection, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds

    def get(self, path: str, answer: type[Answered], **query: str | None) -> Answered:
        """Return the answer to a query; what is None in it is left out."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._send("GET", f"{path}?{urlencode(given, quote_via=quote, safe='')}", None, answer, self._seconds)

    def pages(self, path: str, answer: type[Page], **filters: str | None) -> Iterator[Page]:
        """Yield the pages of a list, each asked for when the one before is used up."""
        cursor: str | None = None
        while True:
            page = self.get(path, answer, **filters, limit=str(MOST), cursor=cursor)
            yield page
            cursor = page.cursor
            if cursor is None:
                return

    def post(
        self, path: str, body: Mapping[str, Any], answer: type[Answered], seconds: float | None = None
    ) -> Answered:
        """Return the answer to a body."""
        return self._send("POST", path, _encoded(body), answer, self._seconds if seconds is None else seconds)

    def close(self) -> None:
        """End the connections."""
        self._connection.close()

    def _send(self, method: str, path: str, body: bytes | None, answer: type[Answered], seconds: float) -> Answered:
        try:
            response = self._connection.send(method, path, body, seconds=seconds)
        except HTTPError as error:
            raise NoAnswer(f"the API could not be reached: {failure_reason(error)}") from error
        except BotoCoreError as error:
            raise NotConfigured(f"there are no AWS credentials to sign with: {error}") from error
        if response.status != HTTPStatus.OK:
            raise error_of(response.status, response.body.get("error"))
        try:
            return msgspec.convert(response.body, answer)
        except msgspec.ValidationError as error:
            raise NoAnswer("the answer is none of the API's") from error


def _encoded(body: Mapping[str, Any]) -> bytes:
    """Return a body as JSON, which has no word for NaN and the infinities: as null, an amount would become 0.

    Raises:
        RequestRefused: the body cannot be said in JSON.
    """
    for name in _not_finite("body", body):
        raise RequestRefused(f"{name}: must be a number, neither NaN nor infinite")
    try:
        return _encode(body)
    except UnicodeEncodeError:
        raise RequestRefused("body: must be valid Unicode, without lone surrogates") from None


def _not_finite(name: str, value: object) -> Iterator[str]:
    """Yield the names of fields that hold a number which is none."""
    match value:
        case float() if not math.isfinite(value):
            yield name
        case Decimal() if not value.is_finite():
            yield name
        case Mapping():
            for key, each in value.items():
                yield from _not_finite(str(key), each)
        case Sequence() if not isinstance(value, str | bytes):
            for each in value:
                yield from _not_finite(name, each)
