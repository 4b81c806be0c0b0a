"""The transactions that labels are about: looked up, with how their payments went and where facts of them belong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.score_store import ScoreStore
from handlers.aws.transaction_reader import ReceivedTransaction, TransactionReader
from handlers.contract.errors import (
    BudgetSpent,
    LabelUnavailable,
    PartialBatchError,
    StrategiesUnread,
    UnknownTransaction,
)
from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityReader
from handlers.decision.labelling import Payment, payment_outcome

TRY_AGAIN = "the label could not be stored, repeat it"

Found = Sequence[ReceivedTransaction] | UnknownTransaction | LabelUnavailable


class LabelledTransaction(NamedTuple):
    """A transaction that labels are about."""

    transaction: Transaction
    received: int
    """Epoch milliseconds."""
    went: Payment | None
    """None while it has no score."""
    facts: Sequence[str]
    """Keys of the facts of its entities."""


class LookedUp(NamedTuple):
    """The transactions of ids, and the ids of which there is none, or nobody knows, with the result of their labels."""

    known: Mapping[str, LabelledTransaction]
    others: Mapping[str, UnknownTransaction | LabelUnavailable]


class LabelledTransactions:
    """Looks up transactions by their ids."""

    def __init__(
        self,
        transactions: TransactionReader,
        scores: ScoreStore,
        entities: Callable[[int], EntityReader],
        *,
        score_retention: timedelta,
    ) -> None:
        """Ask `entities` for the reader of a time, in epoch milliseconds; it may raise StrategiesUnread."""
        self._transactions = transactions
        self._scores = scores
        self._entities = entities
        self._score_retention = score_retention // timedelta(milliseconds=1)

    def look_up(self, ids: Iterable[str], now: int, budget: Budget, reasons: dict[str, str]) -> LookedUp:
        """Return the transactions of ids as of a time, in epoch milliseconds; why some failed is added to `reasons`."""
        distinct = list(dict.fromkeys(ids))
        try:
            entities = self._entities(now)
        except StrategiesUnread as error:  # facts would be missing of an entity for good
            return _unavailable(distinct, {}, error, reasons)
        finds = map_concurrently(lambda each: self._find(each, budget, reasons), distinct)
        found = dict(zip(distinct, finds, strict=True))
        stored = {name: each for name, each in found.items() if isinstance(each, Sequence)}
        others = {name: each for name, each in found.items() if not isinstance(each, Sequence)}
        try:
            budget.require()
            scores = self._scores.read(stored)
        except (BudgetSpent, PartialBatchError) as error:
            return _unavailable(stored, others, error, reasons)
        return LookedUp(
            {name: self._known(rows, scores.get(name), now, entities) for name, rows in stored.items()}, others
        )

    def _find(self, transaction_id: str, budget: Budget, reasons: dict[str, str]) -> Found:
        try:
            budget.require()
            rows = self._transactions.find(transaction_id)
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            if not isinstance(error, BudgetSpent):
                budget.failed()
            reasons[transaction_id] = trouble_of(error)
            return LabelUnavailable(transaction_id, TRY_AGAIN)
        budget.succeeded()
        return rows or UnknownTransaction(transaction_id)

    def _known(
        self, rows: Sequence[ReceivedTransaction], score: Mapping[str, Any] | None, now: int, reader: EntityReader
    ) -> LabelledTransaction:
        """Return the one that was scored, of several that raced; of those without a score, the first."""
        scored = score.get("timestamp") if score else None
        transaction, received = next((each for each in rows if each.transaction.timestamp == scored), rows[0])
        entities, _ = reader.entities_of(transaction)
        went = payment_outcome(score, age=now - received, retention=self._score_retention)
        return LabelledTransaction(transaction, received, went, [each.facts for each in entities.values()])


def _unavailable(
    ids: Iterable[str],
    others: Mapping[str, UnknownTransaction | LabelUnavailable],
    error: Exception,
    reasons: dict[str, str],
) -> LookedUp:
    """Return that the labels of these ids are to be repeated too, for an error that is noted among the reasons."""
    found = {name: LabelUnavailable(name, TRY_AGAIN) for name in ids}
    reasons.update(dict.fromkeys(found, trouble_of(error)))
    return LookedUp({}, {**others, **found})


def trouble_of(error: Exception) -> str:
    """Return why a label is unavailable, for the log: AWS's own codes where there are any."""
    cause = error.__cause__ or error
    if not isinstance(cause, ClientError):
        return type(cause).__name__
    response: Mapping[str, Any] = cause.response  # the stubs know no reasons in it
    codes = {str(each.get("Code")) for each in response.get("CancellationReasons", [])} - {"None"}
    return ", ".join([response["Error"]["Code"], *sorted(codes)])
