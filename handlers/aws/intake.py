"""The promise to the client: what is answered 200 is durable, in the table or else in the queue."""

from collections.abc import Callable, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.budget import Budget
from handlers.aws.concurrency import map_concurrently
from handlers.aws.dead_letter_queue import DeadLetter, DeadLetterQueue
from handlers.aws.transaction_store import TransactionStore
from handlers.contract.admission import violation
from handlers.contract.errors import BudgetSpent, Conflict, Refused, StorageUnavailable
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext, Stored, encode_fallback, queued_result, same_content

BATCH_SECONDS = 8.0
"""For the table to take a batch; calls under way then end within a call's timeouts, and the queue takes the rest."""

UNANSWERED = "Unanswered"
"""The reason for which the queue keeps what the table did not answer in a batch."""

Outcome = Stored | Conflict | Refused | StorageUnavailable


class Intake:
    """Takes requests to where they last."""

    def __init__(self, table: TransactionStore, dead_letters: DeadLetterQueue) -> None:
        self._table = table
        self._dead_letters = dead_letters

    def take(self, request: TransactionRequest, receipt: RequestContext) -> Stored:
        """Store the transaction, or keep it in the queue.

        Raises:
            Conflict: the id is known with other content.
            Refused: the request breaks a rule for new requests, and the table knows no transaction that it repeats.
            StorageUnavailable: neither table nor queue took it, or nobody can tell whether a request that breaks such
                a rule is a repeat.
        """
        try:
            return self._table.store(request, receipt, admit=_admit)
        except (ClientError, BotoCoreError) as error:
            if violation(request):
                raise StorageUnavailable(request.transaction_id) from None
            return self._keep(request, receipt, reason=type(error).__name__)

    def replay(self, request: TransactionRequest, receipt: RequestContext) -> Stored:
        """Store a transaction from the queue, which was accepted when it came in, whatever the rules say now.

        Raises:
            Conflict: the id is known with other content.
            StorageUnavailable: the table did not take it.
        """
        try:
            return self._table.store(request, receipt, admit=lambda _: None)
        except (ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None

    def ingest_batch(
        self,
        requests: Sequence[TransactionRequest],
        receipt: RequestContext,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(BATCH_SECONDS),
    ) -> list[Outcome]:
        """Return what became of each request of a batch, in order; of several under one id, the first counts."""
        budget = new_budget()
        by_id: dict[str, list[int]] = {}
        for index, request in enumerate(requests):
            by_id.setdefault(request.transaction_id, []).append(index)

        def store(indexes: Sequence[int]) -> list[Outcome | None]:
            return self._store_in_turn([requests[index] for index in indexes], receipt, budget)

        outcomes = dict[int, Outcome | None]()
        for indexes, stored in zip(by_id.values(), map_concurrently(store, list(by_id.values())), strict=True):
            outcomes.update(zip(indexes, stored, strict=True))
        unanswered = [index for index, outcome in outcomes.items() if outcome is None]
        kept_or_not = self._keep_all([requests[each] for each in unanswered], receipt)
        outcomes.update(zip(unanswered, kept_or_not, strict=True))
        for indexes in by_id.values():
            waited = [index for index in indexes if index in unanswered]
            if waited and all(isinstance(outcomes[index], StorageUnavailable) for index in waited):
                # Nothing is in conflict with what nothing durable took.
                outcomes.update(dict.fromkeys(indexes[indexes.index(waited[0]) :], outcomes[waited[0]]))
        return [outcome for index in range(len(requests)) if (outcome := outcomes[index])]

    def _store_in_turn(
        self, requests: Sequence[TransactionRequest], receipt: RequestContext, budget: Budget
    ) -> list[Outcome | None]:
        """Return what became of requests under one id; None where the table did not answer."""
        outcomes: list[Outcome | None] = []
        unanswered: TransactionRequest | None = None
        for request in requests:
            if unanswered is None:
                outcomes.append(self._store(request, receipt, budget))
                unanswered = request if outcomes[-1] is None else None
            else:
                outcomes.append(None if same_content(unanswered, request) else Conflict(request.transaction_id))
        return outcomes

    def _store(self, request: TransactionRequest, receipt: RequestContext, budget: Budget) -> Outcome | None:
        try:
            outcome: Outcome = self._table.store(request, receipt, admit=_admit, budget=budget)
        except (Conflict, Refused) as error:
            outcome = error
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            if not isinstance(error, BudgetSpent):
                budget.failed()
            return StorageUnavailable(request.transaction_id) if violation(request) else None
        budget.succeeded()
        return outcome

    def _keep(self, request: TransactionRequest, receipt: RequestContext, *, reason: str) -> Stored:
        try:
            self._dead_letters.keep(encode_fallback(request, receipt), reason)
        except (ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None
        return queued_result(request, receipt, reason)

    def _keep_all(self, requests: Sequence[TransactionRequest], receipt: RequestContext) -> list[Outcome]:
        letters = [DeadLetter(encode_fallback(request, receipt), UNANSWERED) for request in requests]
        return [
            queued_result(request, receipt, UNANSWERED) if taken else StorageUnavailable(request.transaction_id)
            for request, taken in zip(requests, self._dead_letters.keep_all(letters), strict=True)
        ]


def _admit(request: TransactionRequest) -> None:
    if refusal := violation(request):
        raise refusal
