"""Redrive of Ingestion's queue: requests that were answered 200 while the table failed."""

import functools
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.function_client import FunctionClient
from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_fallback


class FallbackMessageHandler:
    """A redrive handler that hands each message back to Ingestion, the only writer of the table.

    Ingestion stores it as it was first answered.

    Messages of one id are redriven one after the other: with different timestamps they are two keys to DynamoDB. At the
    same time both could be stored, where the second is a conflict.
    """

    def __init__(self, ingestion: FunctionClient) -> None:
        self._ingestion = ingestion
        self._lock_of_id: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message; raise Unprocessable for what is not a fallback message."""
        try:
            request, _ = decode_fallback(body)
        except Refused as error:
            raise Unprocessable(f"is no fallback message of Ingestion's: {error}") from None
        return functools.partial(self._replay, body, request.transaction_id)

    def _replay(self, message: str, transaction_id: str) -> int:
        with self._lock:
            lock_of_id = self._lock_of_id[transaction_id]
        with lock_of_id:
            answer = self._ingestion.invoke(json.dumps({"letter": message}).encode())  # as text: numbers stay exact
        status, body = answer["statusCode"], json.loads(answer["body"])
        if status == HTTPStatus.OK:
            return 0 if body.get("duplicate", False) else 1
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Retryable(str(body.get("error")), subject=transaction_id)
        raise Unprocessable(str(body.get("error")), subject=transaction_id)
