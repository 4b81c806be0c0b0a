"""The promise to the client: what is answered 200 is durable, in the table or else in the queue."""

from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.errors import Conflict, Undurable
from handlers.domain.receipt import Receipt, Stored, kept, letter
from handlers.domain.request import TransactionRequest
from handlers.edges.dead_letters import DeadLetters
from handlers.edges.transactions_batch import TransactionsBatch
from handlers.edges.transactions_table import TransactionsTable


class Intake:
    """Takes requests to where they last."""

    def __init__(self, table: TransactionsTable, batch: TransactionsBatch, dead_letters: DeadLetters) -> None:
        self._table = table
        self._batch = batch
        self._dead_letters = dead_letters

    def take(self, request: TransactionRequest, receipt: Receipt) -> Stored:
        """Where the transaction is now durable.

        Raises:
            Conflict: the id is known with other content.
            Undurable: neither table nor queue took it.
        """
        try:
            return self._table.store(request, receipt)
        except (ClientError, BotoCoreError) as error:
            return self._keep(request, receipt, reason=type(error).__name__)

    def take_again(self, request: TransactionRequest, receipt: Receipt) -> Stored:
        """Where a transaction from the queue is now durable, which is the table or else where it was.

        Raises:
            Conflict: the id is known with other content.
            Undurable: the table did not take it.
        """
        try:
            return self._table.store(request, receipt)
        except (ClientError, BotoCoreError):
            raise Undurable(request.transaction_id) from None

    def take_all(self, requests: Sequence[TransactionRequest], receipt: Receipt) -> list[Stored | Conflict | Undurable]:
        """What became of each request, in order; each must have a timestamp."""
        outcomes: list[Stored | Conflict | Undurable] = []
        queue_fails = False
        for request, found in zip(requests, self._batch.store(requests, receipt), strict=True):
            outcome = found
            if outcome is None and not queue_fails:
                try:
                    outcome = self._keep(request, receipt, reason="Unfinished")
                except Undurable:
                    queue_fails = True  # a second attempt would only use up the time to answer
            outcomes.append(outcome or Undurable(request.transaction_id))
        return outcomes

    def _keep(self, request: TransactionRequest, receipt: Receipt, *, reason: str) -> Stored:
        try:
            self._dead_letters.keep(letter(request, receipt), reason)
        except (ClientError, BotoCoreError):
            raise Undurable(request.transaction_id) from None
        return kept(request, receipt, reason)
