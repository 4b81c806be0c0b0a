"""Ingestion's queue: requests that were answered 200 while the table failed."""

import functools
import json
from http import HTTPStatus

from fraudctl.recovery.errors import NotDurable, Poisoned
from fraudctl.recovery.invocation import Invocation
from fraudctl.recovery.redriving import Work
from handlers.domain.errors import Refused
from handlers.domain.receipt import opened


class Letters:
    """Hands each letter back to Ingestion, the only writer of the table, which stores it as it was first answered."""

    def __init__(self, ingestion: Invocation) -> None:
        self._ingestion = ingestion

    def __call__(self, body: str) -> Work:
        """Raises Poisoned for what is no letter of Ingestion's."""
        try:
            request, _ = opened(body)
        except Refused as error:
            raise Poisoned(f"is no letter of Ingestion's: {error}") from None
        return functools.partial(self._store, body, request.transaction_id)

    def _store(self, letter: str, transaction_id: str) -> int:
        answer = self._ingestion(json.dumps({"letter": letter}).encode())  # as text: its numbers stay exact
        status, body = answer["statusCode"], json.loads(answer["body"])
        if status == HTTPStatus.OK:
            return 0 if body.get("duplicate", False) else 1
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotDurable(str(body.get("error")), subject=transaction_id)
        raise Poisoned(str(body.get("error")), subject=transaction_id)
