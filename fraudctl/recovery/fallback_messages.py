"""Ingestion's queue: requests that were answered 200 while the table failed."""

import functools
import json
import threading
from collections import defaultdict
from http import HTTPStatus

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.function_client import FunctionClient
from fraudctl.recovery.redrive_loop import RedriveTask
from handlers.contract.errors import Refused
from handlers.contract.stored_item import decode_fallback


class FallbackMessageHandler:
    """Hands each letter back to Ingestion, the only writer of the table, which stores it as it was first answered.

    Letters of one id go one after the other: with different timestamps they are two keys to DynamoDB, and at once both
    could be stored, where the second is a conflict.
    """

    def __init__(self, ingestion: FunctionClient) -> None:
        self._ingestion = ingestion
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._taking_turns = threading.Lock()

    def __call__(self, body: str) -> RedriveTask:
        """Raises Unprocessable for what is no letter of Ingestion's."""
        try:
            request, _ = decode_fallback(body)
        except Refused as error:
            raise Unprocessable(f"is no letter of Ingestion's: {error}") from None
        return functools.partial(self._store, body, request.transaction_id)

    def _store(self, letter: str, transaction_id: str) -> int:
        with self._taking_turns:
            turn = self._turns[transaction_id]
        with turn:
            answer = self._ingestion(json.dumps({"letter": letter}).encode())  # as text: its numbers stay exact
        status, body = answer["statusCode"], json.loads(answer["body"])
        if status == HTTPStatus.OK:
            return 0 if body.get("duplicate", False) else 1
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Retryable(str(body.get("error")), subject=transaction_id)
        raise Unprocessable(str(body.get("error")), subject=transaction_id)
