"""Writing what was said of a transaction: into its row and into the facts of its entities, or nowhere."""

import time
from collections.abc import Callable
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.attributes import from_attributes
from handlers.aws.batch_calls import pause_before
from handlers.aws.concurrency import Budget
from handlers.aws.erased_items import erasures_in
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_store import LabelStore
from handlers.aws.labelled_transactions import TRY_AGAIN, LabelledTransaction, trouble_of
from handlers.aws.profile_store import ProfileStore
from handlers.contract.errors import BudgetSpent, LabelUnavailable, PartialBatchError, UnknownTransaction
from handlers.decision.erasure import ERASURES
from handlers.decision.labelled_item import UnreadableLabels
from handlers.decision.labelled_row import LabelledRow, ReviewedDecline, StatedLabel
from handlers.decision.labelling import fact_of, label_in_force, labelled, with_said

MAX_TRIES = 5

NOT_SCORED = "the transaction is not scored yet, repeat the label in a moment"


class WrittenRow(NamedTuple):
    """A row that holds what was said, as do the facts of the entities."""

    row: LabelledRow
    duplicate: bool
    """True if it was said before."""


class LabelWriter:
    """Writes labels and reviews' declines."""

    def __init__(self, labels: LabelStore, facts: ProfileStore, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._labels = labels
        self._facts = facts
        self._pause = pause

    def write(
        self,
        said: StatedLabel | ReviewedDecline,
        about: LabelledTransaction,
        budget: Budget,
        troubles: FeedbackTroubles,
    ) -> WrittenRow | UnknownTransaction | LabelUnavailable:
        """Write what was said of a transaction, or find it said before; why it failed is noted among the troubles.

        A transaction of somebody who was erased since it was received is unknown.
        """
        name = about.transaction.transaction_id
        try:
            for try_ in range(MAX_TRIES):
                if try_:
                    troubles.races += 1
                    self._pause(pause_before(try_))
                result = self._try(said, about, budget, troubles, is_first=not try_)
                if result:
                    budget.succeeded()
                    return result
            reason = f"lost {MAX_TRIES} races"
        except UnreadableLabels as error:
            troubles.unreadable[name] = reason = str(error)
        except (BudgetSpent, PartialBatchError, ClientError, BotoCoreError) as error:
            reason = trouble_of(error)
            if not isinstance(error, BudgetSpent):
                budget.failed()
        troubles.reasons[name] = reason
        return LabelUnavailable(name, TRY_AGAIN)

    def _try(
        self,
        said: StatedLabel | ReviewedDecline,
        about: LabelledTransaction,
        budget: Budget,
        troubles: FeedbackTroubles,
        *,
        is_first: bool,
    ) -> WrittenRow | UnknownTransaction | LabelUnavailable | None:
        """Return the result; None if another wrote the row, or facts of its entities, meanwhile."""
        name = about.transaction.transaction_id
        budget.require()
        row = self._labels.read(name)
        if (received := row.received(said)) is not None:
            # else this very one, whose answer was lost
            return WrittenRow(row, duplicate=is_first or received != said.received)
        after = with_said(row, said, about.transaction.timestamp)
        fact = fact_of(about.transaction, about.went or "forgotten", received=about.received)
        if about.went is None and label_in_force(after, fact):
            return LabelUnavailable(name, NOT_SCORED)
        budget.require()
        items = self._facts.read([*about.facts, *row.holders, ERASURES])
        if erasures_in(items).covers(about.transaction, about.received):
            return UnknownTransaction(name)
        items.pop(ERASURES, None)
        read = {key: from_attributes(item.attributes) for key, item in items.items()}
        change = labelled(row, after, fact, about.facts, read)
        budget.require()
        if not self._labels.write(change, {key: item.version for key, item in items.items()}):
            return None
        troubles.unreadable.update(change.unreadable)
        return WrittenRow(change.row, duplicate=False)
