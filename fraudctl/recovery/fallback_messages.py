"""Redrive of Ingestion's queue: requests that were answered 200 while no table took them."""

import functools
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus

from fraudctl.recovery.errors import Contradicted, Retryable, Unprocessable
from fraudctl.recovery.function_client import FunctionClient
from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_decided_fallback, decode_fallback


class FallbackMessageHandler:
    """A redrive handler that hands each message back to who wrote it: Decision where it holds a decision, or Ingestion.

    These two alone write the table, and store what the client was told.

    Messages of one id are redriven one after the other: with different timestamps they are two keys to DynamoDB. At the
    same time both could be stored, where the second is a conflict.
    """

    def __init__(self, ingestion: FunctionClient, decision: Callable[[], FunctionClient]) -> None:
        """`decision` is called for a message that needs it: a stack of an older release has neither."""
        self._ingestion = ingestion
        self._decision = decision
        self._lock_of_id: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message; raise Unprocessable for what is not a fallback message."""
        try:
            transaction_id, function = self._addressee(body)
        except Refused as error:
            raise Unprocessable(f"is no fallback message of Ingestion's or Decision's: {error}") from None
        return functools.partial(self._replay, function, body, transaction_id)

    def _addressee(self, body: str) -> tuple[str, FunctionClient]:
        """Return the id of a message's transaction, and the function that stores it; raise Refused."""
        try:
            request, _, _ = decode_decided_fallback(body)
        except Refused:
            request, _ = decode_fallback(body)
            return request.transaction_id, self._ingestion
        return request.transaction_id, self._decision()

    def _replay(self, function: FunctionClient, message: str, transaction_id: str) -> int:
        with self._lock:
            lock_of_id = self._lock_of_id[transaction_id]
        with lock_of_id:
            answer = function.invoke(json.dumps({"letter": message}).encode())  # as text: numbers stay exact
        status, body = answer["statusCode"], json.loads(answer["body"])
        if status == HTTPStatus.OK:
            return 0 if body.get("duplicate", False) else 1
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Retryable(str(body.get("error")), subject=transaction_id)
        kept = Contradicted if status == HTTPStatus.CONFLICT else Unprocessable
        raise kept(str(body.get("error")), subject=transaction_id)
