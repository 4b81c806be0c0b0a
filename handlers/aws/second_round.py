"""The second round of a decision: it is stored under its id, or else in the queue; or what another stored is found."""

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import structs

from handlers.aws.concurrency import Budget, twice
from handlers.aws.dead_letter_queue import DeadLetter, DeadLetterSender
from handlers.aws.decision_store import DecisionStore, TypedItem
from handlers.aws.drafts import DecidedRow, Drafts
from handlers.aws.known_transactions import KnownTransactions, transactions_in
from handlers.contract.errors import BudgetSpent, IdHeld, StorageUnavailable
from handlers.contract.fallback import encode_fallback
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext
from handlers.decision.answer import Answer, answer_of

LOOKS = 3
"""Times that the id is looked for again because another request holds it."""


class SecondRound:
    """Stores decisions."""

    def __init__(
        self, drafts: Drafts, store: DecisionStore, known: KnownTransactions, dead_letters: DeadLetterSender
    ) -> None:
        self._drafts = drafts
        self._store = store
        self._known = known
        self._dead_letters = dead_letters

    def persist(self, request: TransactionRequest, made: DecidedRow, now: int, budget: Budget) -> Answer:
        """Store a decision and return its answer, or that of what another request stored under the id.

        Raises:
            Conflict: the id is known with other content.
            IdHeld: another request holds the id.
            StorageUnavailable: it is known, and its answer not, for now.
            BudgetSpent, ClientError, BotoCoreError: the tables did not take it in time.
        """
        for _ in range(LOOKS):
            try:
                known = [self._store.insert(made.item, now, budget)]
            except IdHeld:
                known = self._look_again(request.transaction_id, budget)
            if any(made.is_in(row) for row in known):  # perhaps since a try whose answer was lost
                if made.stored.basis.as_of == now:  # redrive brings back what was received long ago
                    self._drafts.stored(now)
                return answer_of(made.stored)
            if known:
                return self._known.answer(request, known, now)
        raise IdHeld(request.transaction_id)

    def _look_again(self, transaction_id: str, budget: Budget) -> list[TypedItem]:
        """Return the transactions under an id, or nothing while there is time to store one; raise IdHeld."""
        try:
            budget.require()
            if not (known := transactions_in(self._store.rows(transaction_id))):
                budget.require()
        except (BudgetSpent, ClientError, BotoCoreError):
            raise IdHeld(transaction_id) from None
        return known

    def queue(self, request: TransactionRequest, context: RequestContext, made: DecidedRow, reason: str) -> Answer:
        """Send a decision to the queue and return its answer; raise StorageUnavailable if that does not take it."""
        timed = structs.replace(request, timestamp=made.stored.transaction.timestamp)
        message = DeadLetter(encode_fallback(timed, context, made.written), reason)
        try:
            twice(lambda: self._dead_letters.send(message))
        except (ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None
        return answer_of(made.stored, "queued", reason)
