"""Labelling: each label into the row of its transaction and into the facts of its entities, or nowhere."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import pause_before
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.label_store import LabelStore
from handlers.aws.labelled_transactions import TRY_AGAIN, LabelledTransaction, LabelledTransactions, trouble_of
from handlers.aws.profile_store import ProfileStore
from handlers.contract.errors import BudgetSpent, LabelUnavailable, PartialBatchError
from handlers.contract.label import LabelRequest
from handlers.contract.label_result import Labelled, LabelResult
from handlers.decision.labelled_row import UnreadableLabels, stated_label
from handlers.decision.labelling import fact_of, labelled

LABELS_SECONDS = 3.5
"""For the labels of a request; running calls then end within their timeouts, and the rest is to be repeated."""

MAX_TRIES = 5

NOT_SCORED = "the transaction is not scored yet, repeat the label in a moment"


class LabelTroubles(msgspec.Struct, kw_only=True):
    """The troubles of a request's labels, for the log."""

    unreadable: dict[str, str] = msgspec.field(default_factory=dict)
    """Facts that are damaged or of a newer version, by key: they lack the labels. And rows of labels, by id."""
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    """The reason why a label is unavailable, by the transaction's id."""
    races: int = 0
    """Writes that were lost to others, each of which was tried again or is to be repeated."""


class Labeller:
    """Stores labels, those of one transaction or of one entity in their order, others side by side."""

    def __init__(
        self,
        transactions: LabelledTransactions,
        labels: LabelStore,
        facts: ProfileStore,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._transactions = transactions
        self._labels = labels
        self._facts = facts
        self._pause = pause

    def label(
        self,
        requests: Sequence[LabelRequest],
        received: int,
        troubles: LabelTroubles,
        *,
        new_budget: Callable[[], Budget] = lambda: Budget(LABELS_SECONDS),
    ) -> list[LabelResult]:
        """Return the result of each label, in order; they were received at a time, in epoch milliseconds."""
        budget = new_budget()
        known, others = self._transactions.look_up(
            [each.transaction_id for each in requests], received, budget, troubles.reasons
        )

        def store(ids: set[str]) -> dict[int, LabelResult]:
            return {
                index: self._store(each, known[each.transaction_id], received, budget, troubles)
                for index, each in enumerate(requests)
                if each.transaction_id in ids
            }

        results: dict[int, LabelResult] = {
            index: others[each.transaction_id] for index, each in enumerate(requests) if each.transaction_id in others
        }
        for stored in map_concurrently(store, groups({name: each.facts for name, each in known.items()})):
            results.update(stored)
        return [results[index] for index in range(len(requests))]

    def _store(
        self,
        request: LabelRequest,
        about: LabelledTransaction,
        received: int,
        budget: Budget,
        troubles: LabelTroubles,
    ) -> LabelResult:
        try:
            for try_ in range(MAX_TRIES):
                if try_:
                    troubles.races += 1
                    self._pause(pause_before(try_))
                result = self._try(request, about, received, budget, troubles, is_first=not try_)
                if result:
                    budget.succeeded()
                    return result
            reason = f"lost {MAX_TRIES} races"
        except UnreadableLabels as error:
            troubles.unreadable[request.transaction_id] = reason = str(error)
        except (BudgetSpent, PartialBatchError, ClientError, BotoCoreError) as error:
            reason = trouble_of(error)
            if not isinstance(error, BudgetSpent):
                budget.failed()
        troubles.reasons[request.transaction_id] = reason
        return LabelUnavailable(request.transaction_id, TRY_AGAIN)

    def _try(
        self,
        request: LabelRequest,
        about: LabelledTransaction,
        received: int,
        budget: Budget,
        troubles: LabelTroubles,
        *,
        is_first: bool,
    ) -> LabelResult | None:
        """Return the label's result; None if another wrote its row, or facts of its entities, meanwhile."""
        name, stated = request.transaction_id, stated_label(request, received)
        budget.require()
        row = self._labels.read(name)
        if said := row.said(stated):
            duplicate = is_first or said.received != received  # else this very request's, whose answer was lost
            return Labelled(transaction_id=name, label=row.counts.label, duplicate=duplicate)
        if about.went is None and row.with_label(stated).fraud_since is not None:
            return LabelUnavailable(name, NOT_SCORED)
        budget.require()
        items = self._facts.read([*about.facts, *row.holders])
        read = {key: from_attributes(item.attributes) for key, item in items.items()}
        fact = fact_of(about.transaction, about.went or "forgotten", received=about.received)
        change = labelled(row, stated, fact, about.facts, read)
        budget.require()
        if not self._labels.write(change, {key: item.version for key, item in items.items()}):
            return None
        troubles.unreadable.update(change.unreadable)
        return Labelled(transaction_id=name, label=change.row.counts.label)


def groups(entities: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Return ids in groups of those that share an entity, however indirectly: they write to the same facts."""
    found = list[tuple[set[str], set[str]]]()
    for name, keys in entities.items():
        ids, shared = {name}, set(keys)
        for group in [each for each in found if each[1] & shared]:
            found.remove(group)
            ids, shared = ids | group[0], shared | group[1]
        found.append((ids, shared))
    return [ids for ids, _ in found]
