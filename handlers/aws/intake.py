"""The promise to the client: a transaction that is answered with 200 is persisted, in the table or in the queue."""

from collections.abc import Callable, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.dead_letter_queue import DeadLetter, DeadLetterSender
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.errors import BudgetSpent, Conflict, IdHeld, Refused, StorageUnavailable
from handlers.contract.fallback import encode_fallback, queued_result
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext, Stored, same_request
from handlers.contract.validation import violation

BATCH_SECONDS = 8.0
"""For the table to take a batch; running calls then end within their timeouts, and the queue takes the rest."""

UNANSWERED = "Unanswered"
"""The reason in the queue for a transaction of a batch to which the table gave no answer."""

IngestResult = Stored | Conflict | Refused | StorageUnavailable


class Intake:
    """Persists transactions in the table, or in the queue when the table does not answer."""

    def __init__(self, table: TransactionStore, dead_letters: DeadLetterSender, *, refuse_card_numbers: bool) -> None:
        self._table = table
        self._dead_letters = dead_letters
        self._refuse_card_numbers = refuse_card_numbers

    def ingest(self, request: TransactionRequest, context: RequestContext) -> Stored:
        """Store the transaction in the table, or else in the queue.

        Raises:
            Conflict: the id is known with other content.
            Refused: the request breaks a rule for new requests, and does not repeat a stored transaction.
            StorageUnavailable: neither table nor queue took it, a decision holds the id, or the request breaks such a
                rule and the table could not say whether it is a repeat.
        """
        refused = violation(request, refuse_card_numbers=self._refuse_card_numbers)
        try:
            return self._table.store(request, context, refused=refused)
        except (ClientError, BotoCoreError) as error:
            reason = type(error).__name__
        if refused:  # an id that is refused may be a card number, and the error's id is logged
            raise StorageUnavailable("" if refused.field == "transaction_id" else request.transaction_id)
        try:
            self._dead_letters.send(DeadLetter(encode_fallback(request, context), reason))
        except (ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None
        return queued_result(request, context, reason)

    def replay(self, request: TransactionRequest, context: RequestContext) -> Stored:
        """Store a transaction from the queue, which was accepted when it came in, whatever the rules are now.

        Raises:
            Conflict: the id is known with other content.
            StorageUnavailable: the table did not take it.
        """
        try:
            return self._table.store(request, context)
        except (ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None

    def ingest_batch(
        self,
        requests: Sequence[TransactionRequest],
        context: RequestContext,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(BATCH_SECONDS),
    ) -> list[IngestResult]:
        """Return the result of each request of a batch, in order; of several under one id, the first counts."""
        budget = new_budget()
        by_id: dict[str, list[int]] = {}
        for index, request in enumerate(requests):
            by_id.setdefault(request.transaction_id, []).append(index)

        def store(indexes: Sequence[int]) -> list[IngestResult | None]:
            return self._store_in_turn([requests[index] for index in indexes], context, budget)

        results = dict[int, IngestResult | None]()
        for indexes, stored in zip(by_id.values(), map_concurrently(store, list(by_id.values())), strict=True):
            results.update(zip(indexes, stored, strict=True))
        unanswered = [index for index, result in results.items() if result is None]
        queued = self._send_all([requests[index] for index in unanswered], context)
        results.update(zip(unanswered, queued, strict=True))
        for indexes in by_id.values():
            waiting = [index for index in indexes if index in unanswered]
            if waiting and all(isinstance(results[index], StorageUnavailable) for index in waiting):
                # Nothing conflicts with a request that was not persisted.
                results.update(dict.fromkeys(indexes[indexes.index(waiting[0]) :], results[waiting[0]]))
        return [result for index in range(len(requests)) if (result := results[index])]

    def _store_in_turn(
        self, requests: Sequence[TransactionRequest], context: RequestContext, budget: Budget
    ) -> list[IngestResult | None]:
        """Return the results of requests under one id; None where the table did not answer."""
        results: list[IngestResult | None] = []
        unanswered: TransactionRequest | None = None
        for request in requests:
            if unanswered is None:
                results.append(self._store(request, context, budget))
                unanswered = request if results[-1] is None else None
            else:
                results.append(None if same_request(unanswered, request) else Conflict(request.transaction_id))
        return results

    def _store(self, request: TransactionRequest, context: RequestContext, budget: Budget) -> IngestResult | None:
        refused = violation(request, refuse_card_numbers=self._refuse_card_numbers)
        try:
            result: IngestResult = self._table.store(request, context, refused=refused, budget=budget)
        except (Conflict, Refused, IdHeld) as error:
            result = error
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            if not isinstance(error, BudgetSpent):
                budget.failed()
            return StorageUnavailable(request.transaction_id) if refused else None
        budget.succeeded()
        return result

    def _send_all(self, requests: Sequence[TransactionRequest], context: RequestContext) -> list[IngestResult]:
        messages = [DeadLetter(encode_fallback(request, context), UNANSWERED) for request in requests]
        return [
            queued_result(request, context, UNANSWERED) if sent else StorageUnavailable(request.transaction_id)
            for request, sent in zip(requests, self._dead_letters.send_all(messages), strict=True)
        ]
