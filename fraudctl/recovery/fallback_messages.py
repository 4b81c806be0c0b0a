"""Redrive of Ingestion's queue: requests that were answered 200 while no table took them."""

import functools
import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus

from fraudctl.recovery.errors import Contradicted, Retryable, Unprocessable
from fraudctl.recovery.function_client import FunctionClient
from handlers.aws.attributes import to_attributes
from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_decided_fallback, decode_fallback
from handlers.contract.request import TransactionRequest
from handlers.contract.row_image import from_image
from handlers.contract.stored_item import RequestContext, to_item
from handlers.decision.erasure import NO_ERASURES, Erasures


class FallbackMessageHandler:
    """A redrive handler that hands each message back to who wrote it: Decision where it holds a decision, or Ingestion.

    These two alone write the table, and store what the client was told.

    Messages of one id are redriven one after the other: with different timestamps they are two keys to DynamoDB. At the
    same time both could be stored, where the second is a conflict.
    """

    def __init__(
        self,
        ingestion: FunctionClient,
        decision: Callable[[], FunctionClient],
        erasures: Callable[[], Erasures] = lambda: NO_ERASURES,
    ) -> None:
        """`decision` is called for a message that needs it: a stack of an older release has neither.

        A message that `erasures` cover, which are asked for each time, is done without being stored.
        """
        self._ingestion = ingestion
        self._decision = decision
        self._erasures = erasures
        self._lock_of_id: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message; raise Unprocessable for what is not a fallback message."""
        try:
            request, context, function = self._addressee(body)
        except Refused as error:
            raise Unprocessable(f"is no fallback message of Ingestion's or Decision's: {error}") from None
        return functools.partial(self._store, function, body, request, context)

    def _addressee(self, body: str) -> tuple[TransactionRequest, RequestContext, FunctionClient]:
        """Return the request of a message, when it came, and the function that stores it; raise Refused."""
        try:
            request, context, _ = decode_decided_fallback(body)
        except Refused:
            return *decode_fallback(body), self._ingestion
        return request, context, self._decision()

    def _store(
        self, function: FunctionClient, message: str, request: TransactionRequest, context: RequestContext
    ) -> int:
        """Have a message stored, unless it is of somebody who was erased since it was received."""
        erasures, received = self._erasures(), context.milliseconds
        if erasures.marks and erasures.covers(from_image(to_attributes(to_item(request, context, received))), received):
            return 0
        return self._replay(function, message, request.transaction_id)

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
