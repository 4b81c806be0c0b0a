"""The promise to who asks for a decision: what is answered with 200 is persisted, in the tables or in the queue.

Two rounds to AWS: all that a decision is made of, then the claim on the id and the row that holds the decision.
"""

from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, twice
from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.decision_store import DecisionStore, TypedItem
from handlers.aws.drafts import DecidedRow, DecisionTroubles, Draft, Drafts
from handlers.aws.first_round import FirstRound
from handlers.aws.known_transactions import KnownTransactions, claimed_timestamp, transactions_in
from handlers.aws.second_round import SecondRound
from handlers.contract.errors import (
    BudgetSpent,
    Conflict,
    DecidedOtherwise,
    Refused,
    ScoreExpired,
    StorageUnavailable,
    UnfitDecision,
)
from handlers.contract.request import TransactionRequest
from handlers.contract.stored_item import RequestContext
from handlers.contract.validation import ahead, violation
from handlers.decision.answer import Answer, answer_of
from handlers.decision.stored_decision import decode


class DecisionMaker:
    """Decides on requests, and stores what it decided."""

    def __init__(
        self,
        drafts: Drafts,
        first_round: FirstRound,
        second_round: SecondRound,
        store: DecisionStore,
        known: KnownTransactions,
        *,
        strategies: CurrentStrategies,
        table_seconds: float,
        refuse_card_numbers: bool,
    ) -> None:
        """Start no further call of the tables after `table_seconds`."""
        self._strategies = strategies
        self._drafts = drafts
        self._first_round = first_round
        self._second_round = second_round
        self._store = store
        self._known = known
        self._table_seconds = table_seconds
        self._refuse_card_numbers = refuse_card_numbers

    def decide(self, request: TransactionRequest, context: RequestContext, troubles: DecisionTroubles) -> Answer:
        """Return the decision on a request, made now or before.

        Raises:
            Conflict: the id is known with other content, or its score is gone.
            Refused: the request breaks a rule for new requests, and does not repeat a stored transaction.
            StorageUnavailable: neither tables nor queue took it, another request holds the id, or it has no score yet.
        """
        budget, now = Budget(self._table_seconds), context.milliseconds
        if refused := self._refusal(request, now):
            return self._repeat(request, refused, now)
        draft = self._draft(request, context)
        gathered = self._first_round.gather(draft.decider, draft.payment, now)
        rows = gathered.rows
        try:
            if rows is None:
                rows = self._store.rows(request.transaction_id)
        except (ClientError, BotoCoreError) as error:
            return self._second_round.queue(
                request, context, self._drafts.decide(draft, gathered, now, troubles), type(error).__name__
            )
        if known := transactions_in(rows):
            return self._known.answer(request, known, now)
        if (timestamp := _timestamp(request, context, rows)) != draft.timestamp:
            draft = self._drafts.draft(draft.decider, request, context, timestamp)
        made = self._drafts.decide(draft, gathered, now, troubles)
        try:
            return self._second_round.persist(request, made, now, budget)
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            return self._second_round.queue(request, context, made, type(error).__name__)

    def dry_run(self, request: TransactionRequest, context: RequestContext, troubles: DecisionTroubles) -> Answer:
        """Return the decision on a request as if nothing were known of its id, and leave no trace; raise Refused."""
        now = context.milliseconds
        if refused := self._refusal(request, now):
            raise refused
        draft = self._draft(request, context)
        gathered = self._first_round.look(draft.decider, draft.payment, now)
        return answer_of(self._drafts.decide(draft, gathered, now, troubles).stored)

    def replay(self, request: TransactionRequest, context: RequestContext, decision: bytes, now: int) -> Answer:
        """Store a decision from the queue, which the client was told, or find an equal one stored.

        Raises:
            Conflict: the id is known with other content, or decided otherwise.
            Refused: it is no decision on this request.
            StorageUnavailable: the tables did not take it.
        """
        decider = self._strategies.decider_or_packaged(now)  # nothing is decided, so the last one known will do
        draft = self._drafts.draft(decider, request, context, _timestamp(request, context))
        try:
            made = DecidedRow.of(draft, decode(decision, draft.payment.transaction), decision)
        except UnfitDecision as error:
            raise Refused("letter", f"must hold a decision on its request: it is {error}") from None
        try:
            known = transactions_in(self._store.rows(request.transaction_id))
            answer = (
                self._known.answer(request, known, now)
                if known
                else self._second_round.persist(request, made, now, Budget(self._table_seconds))
            )
        except (BudgetSpent, ClientError, BotoCoreError):
            raise StorageUnavailable(request.transaction_id) from None
        if answer.outcome != made.stored.told:
            raise DecidedOtherwise(request.transaction_id)
        return answer

    def _draft(self, request: TransactionRequest, context: RequestContext) -> Draft:
        """Return the draft of a request, for what is in force when it comes in."""
        self._strategies.refresh_if_late(context.milliseconds)
        decider = self._strategies.decider_or_packaged(context.milliseconds)
        return self._drafts.draft(decider, request, context, _timestamp(request, context))

    def _refusal(self, request: TransactionRequest, now: int) -> Refused | None:
        return violation(request, refuse_card_numbers=self._refuse_card_numbers) or ahead(request, now)

    def _repeat(self, request: TransactionRequest, refused: Refused, now: int) -> Answer:
        """Return the answer to a request that no new one may be, but a repeat of one that was accepted in its time."""
        try:
            known = transactions_in(twice(lambda: self._store.rows(request.transaction_id)))
        except (ClientError, BotoCoreError):  # an id that is refused may be a card number, and the error's id is logged
            raise StorageUnavailable("" if refused.field == "transaction_id" else request.transaction_id) from None
        if not known:
            raise refused
        try:
            return self._known.answer(request, known, now)
        except ScoreExpired:
            raise
        except Conflict:
            raise refused from None  # it says more about what is wrong


def _timestamp(request: TransactionRequest, context: RequestContext, rows: Sequence[TypedItem] = ()) -> int:
    """Return the event time: that of the request, else that of its receipt, or of an earlier one that claimed it."""
    if isinstance(request.timestamp, int):
        return request.timestamp
    claimed = claimed_timestamp(rows, context.milliseconds)
    return context.milliseconds if claimed is None else claimed
